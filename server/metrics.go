package main

import (
	"net/http"
	"net/http/pprof"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/cocreated/hub/graph/cache"
	"github.com/cocreated/hub/storage"
	"github.com/cocreated/hub/storage/content"
	"github.com/cocreated/hub/storage/file"
	"github.com/cocreated/hub/storage/job"
	"github.com/cocreated/hub/storage/notice"
)

// metrics are what the hub measures of itself, for Prometheus.
type metrics struct {
	registry   *prometheus.Registry
	duration   *prometheus.HistogramVec
	statements prometheus.Histogram
	jobs       *prometheus.HistogramVec
	store      *prometheus.HistogramVec
}

func newMetrics() *metrics {
	m := &metrics{
		registry: prometheus.NewRegistry(),
		duration: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hub_http_request_duration_seconds", Help: "How long requests took, by route and status.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10},
		}, []string{"route", "status"}),
		statements: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "hub_graphql_sql_statements", Help: "How many SQL statements an API request cost.",
			Buckets: []float64{0, 1, 2, 4, 8, 16, 32, 64},
		}),
		jobs: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hub_job_duration_seconds", Help: "How long attempts at jobs took, by kind and outcome: done, retried or failed.",
			Buckets: []float64{.01, .05, .1, .5, 1, 5, 10, 60, 300},
		}, []string{"kind", "outcome"}),
		store: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "hub_object_store_request_duration_seconds", Help: "How long the object store took to begin its answers, by method and status; the status none is of requests without an answer.",
			Buckets: []float64{.001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 60},
		}, []string{"method", "status"}),
	}
	info := prometheus.NewGauge(prometheus.GaugeOpts{
		Name: "hub_info", Help: "Always 1; the version is in the label.", ConstLabels: prometheus.Labels{"version": version},
	})
	info.Set(1)
	m.registry.MustRegister(m.duration, m.statements, m.jobs, m.store, info, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// watch measures how many listen to what changes.
func (m *metrics) watch(changes *notice.Bus) {
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hub_subscriptions", Help: "How many subscriptions hear of changes.",
	}, func() float64 { return float64(changes.Subscribers()) }))
}

// keep measures what is answered from memory; nil: nothing is.
func (m *metrics) keep(answers *cache.Answers) {
	if answers == nil {
		return
	}
	const requests = "hub_cache_requests_total"
	const help = "How many requests of the public to the API were answered from memory (hit), of these how many while nobody could ask the database whether that is right (unchecked), and how many were not (miss)."
	for status, count := range map[string]func(hits, unchecked, misses int64) int64{
		"hit":       func(hits, unchecked, _ int64) int64 { return hits - unchecked },
		"unchecked": func(_, unchecked, _ int64) int64 { return unchecked },
		"miss":      func(_, _, misses int64) int64 { return misses },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: requests, Help: help, ConstLabels: prometheus.Labels{"status": status},
		}, func() float64 { return float64(count(answers.Counts())) }))
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hub_cache_bytes", Help: "What the answers that are kept take, about.",
	}, func() float64 { return float64(answers.Bytes()) }))
}

// keepEntries measures which entries of the public are taken from memory; nil: none is.
func (m *metrics) keepEntries(entries *content.Cache) {
	if entries == nil {
		return
	}
	for status, count := range map[string]func(hits, misses int64) int64{
		"hit":  func(hits, _ int64) int64 { return hits },
		"miss": func(_, misses int64) int64 { return misses },
	} {
		m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{
			Name: "hub_entry_cache_requests_total", Help: "How many entries were read for the public: from memory (hit), and from the database (miss).",
			ConstLabels: prometheus.Labels{"status": status},
		}, func() float64 { return float64(count(entries.Counts())) }))
	}
	m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{
		Name: "hub_entry_cache_bytes", Help: "What the entries that are kept take, about.",
	}, func() float64 { return float64(entries.Bytes()) }))
}

// handler serves the metrics, and profiles where they are wanted.
func (m *metrics) handler(profiles bool) http.Handler {
	mux := http.NewServeMux()
	if profiles {
		mux.HandleFunc("GET /debug/pprof/", pprof.Index)
		mux.HandleFunc("GET /debug/pprof/profile", pprof.Profile)
		mux.HandleFunc("GET /debug/pprof/trace", pprof.Trace)
	}
	mux.Handle("GET /metrics", promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{}))
	return mux
}

// requests measures requests by the route of mux that they take, of which there
// are few; paths are any number.
func (m *metrics) requests(mux *http.ServeMux, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		_, route := mux.Handler(r)
		watched := &watchedWriter{ResponseWriter: w, status: http.StatusOK}
		// Also of an answer that is cut off, by a panic.
		defer func() {
			m.duration.WithLabelValues(route, strconv.Itoa(watched.status)).Observe(time.Since(start).Seconds())
		}()
		next.ServeHTTP(watched, r)
	})
}

// operations measures how many SQL statements requests to the API cost.
func (m *metrics) operations(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		ctx, count := storage.CountStatements(r.Context())
		next.ServeHTTP(w, r.WithContext(ctx))
		m.statements.Observe(float64(count()))
	})
}

// job measures an attempt at a job.
func (m *metrics) job(o job.Outcome) {
	outcome := "done"
	switch {
	case o.Err != nil && o.Last():
		outcome = "failed"
	case o.Err != nil:
		outcome = "retried"
	}
	m.jobs.WithLabelValues(o.Kind, outcome).Observe(o.Took.Seconds())
}

// stored measures a request to the object store.
func (m *metrics) stored(asked file.Request) {
	status := "none"
	if asked.Status != 0 {
		status = strconv.Itoa(asked.Status)
	}
	m.store.WithLabelValues(asked.Method, status).Observe(asked.Took.Seconds())
}
