package browser

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"sync"

	"github.com/chromedp/cdproto/audits"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/runtime"
)

// complaints are what the browser found wrong with the pages of some origins.
type complaints struct {
	origins []string

	mu   sync.Mutex
	list []string
}

// hear is called with each event of the tab. What is said twice is kept once.
func (c *complaints) hear(event any) {
	complaint := complaint(event, c.origins)
	c.mu.Lock()
	defer c.mu.Unlock()
	if complaint != "" && !slices.Contains(c.list, complaint) {
		c.list = append(c.list, complaint)
	}
}

// complaint says what is wrong, in the words of the browser, or nothing.
func complaint(event any, origins []string) string {
	switch e := event.(type) {
	case *runtime.EventConsoleAPICalled:
		switch e.Type {
		case "error", "warning", "assert":
			return fmt.Sprintf("console.%s: %s", e.Type, words(e.Args))
		}
	case *runtime.EventExceptionThrown:
		details := e.ExceptionDetails
		return fmt.Sprintf("exception: %s %s", details.Text, words([]*runtime.RemoteObject{details.Exception}))
	case *log.EventEntryAdded:
		if e.Entry.Level == log.EntryLevelError || e.Entry.Level == log.EntryLevelWarning {
			return fmt.Sprintf("%s %s: %s %s", e.Entry.Source, e.Entry.Level, e.Entry.Text, e.Entry.URL)
		}
	case *audits.EventIssueAdded:
		if csp := e.Issue.Details.ContentSecurityPolicyIssueDetails; csp != nil {
			return fmt.Sprintf("policy violated: %s %s", csp.ViolatedDirective, csp.BlockedURL)
		}
	case *network.EventRequestWillBeSent:
		if foreign(e.Request.URL, origins) {
			return "request to another origin: " + e.Request.URL
		}
	}
	return ""
}

// foreign tells whether an address leads to another origin. Addresses that hold their content lead nowhere, and the
// browser shows documents by parts of its own.
func foreign(address string, origins []string) bool {
	u, err := url.Parse(address)
	if err != nil {
		return true
	}
	switch u.Scheme {
	case "data", "blob", "about", "chrome-extension":
		return false
	}
	return !slices.Contains(origins, u.Scheme+"://"+u.Host)
}

// words are the arguments of a call to the console, as far as they have words.
func words(args []*runtime.RemoteObject) string {
	var words []string
	for _, arg := range args {
		switch {
		case arg == nil:
		case arg.Description != "":
			words = append(words, arg.Description)
		default:
			words = append(words, string(arg.Value))
		}
	}
	return strings.Join(words, " ")
}
