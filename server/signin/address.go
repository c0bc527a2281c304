package signin

import (
	"net/http"
	"net/netip"
	"slices"
	"strings"
)

// client is the address of the machine that asks. A proxy that is trusted says whom it asks for, behind all that it was
// told itself, which anybody may have made up.
func client(r *http.Request, proxies []netip.Prefix) netip.Addr {
	trusted := func(address netip.Addr) bool {
		return slices.ContainsFunc(proxies, func(proxy netip.Prefix) bool { return proxy.Contains(address) })
	}
	connected, err := netip.ParseAddrPort(r.RemoteAddr)
	if err != nil {
		return netip.Addr{}
	}
	address := connected.Addr().Unmap()
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0 && trusted(address); i-- {
		before, err := netip.ParseAddr(strings.TrimSpace(hops[i]))
		if err != nil {
			break
		}
		address = before.Unmap()
	}
	return address
}

// network is that of an address as far as one customer has it: the address itself, and 64 bits of IPv6.
func network(address netip.Addr) netip.Prefix {
	bits := address.BitLen()
	if address.Is6() {
		bits = 64
	}
	found, err := address.Prefix(bits)
	if err != nil {
		return netip.Prefix{}
	}
	return found
}
