package account

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
)

// normalOrigin brings a web origin into the form in which browsers send it (RFC 6454, section 6.2). Only pages that were
// loaded safely may embed, but for those of a developer's own machine.
func normalOrigin(text string) (string, error) {
	u, err := url.Parse(strings.ToLower(strings.TrimSpace(text)))
	if err != nil || u.Host == "" || u.Opaque != "" || u.User != nil || strings.TrimSuffix(u.Path, "/") != "" || u.RawQuery != "" || u.ForceQuery || u.Fragment != "" {
		return "", errors.New("it must be a web origin, such as https://town.example")
	}
	if u.Scheme != "https" && (u.Scheme != "http" || !isLocal(u.Hostname())) {
		return "", errors.New("it must begin with https://")
	}
	if strings.Contains(u.Host, "*") {
		return "", errors.New("it must be one origin, without *")
	}
	port := u.Port()
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		return u.Scheme + "://" + strings.TrimSuffix(u.Host, ":"+port), nil
	}
	return u.Scheme + "://" + u.Host, nil
}

func isLocal(host string) bool {
	address, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && address.IsLoopback()
}
