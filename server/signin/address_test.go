package signin

import (
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestClient(t *testing.T) {
	t.Parallel()
	proxies := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("::1/128")}
	for name, test := range map[string]struct {
		connected string
		forwarded []string
		want      string
	}{
		"Direct":             {"192.0.2.7:4711", nil, "192.0.2.7"},
		"DirectAndLying":     {"192.0.2.7:4711", []string{"198.51.100.1"}, "192.0.2.7"},
		"ByProxy":            {"10.0.0.1:80", []string{"192.0.2.7"}, "192.0.2.7"},
		"ByProxyAndLying":    {"10.0.0.1:80", []string{"198.51.100.1, 192.0.2.7"}, "192.0.2.7"},
		"ByTwoProxies":       {"10.0.0.1:80", []string{"198.51.100.1, 192.0.2.7", "10.0.0.2"}, "192.0.2.7"},
		"ProxyItself":        {"10.0.0.1:80", nil, "10.0.0.1"},
		"ProxySaysNothing":   {"10.0.0.1:80", []string{"unknown"}, "10.0.0.1"},
		"IPv6":               {"[::1]:80", []string{"2001:db8::7"}, "2001:db8::7"},
		"IPv4InIPv6":         {"[::ffff:10.0.0.1]:80", []string{"::ffff:192.0.2.7"}, "192.0.2.7"},
		"NotOverTheInternet": {"@", []string{"192.0.2.7"}, "invalid IP"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request := httptest.NewRequest("POST", "/", nil)
			request.RemoteAddr = test.connected
			request.Header["X-Forwarded-For"] = test.forwarded
			if got := client(request, proxies).String(); got != test.want {
				t.Errorf("got %s, want %s", got, test.want)
			}
		})
	}
}
