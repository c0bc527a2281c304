package credential_test

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/cocreated/hub/storage/credential"
)

func TestSecretDoesNotShow(t *testing.T) {
	secret := credential.Secret("hub_pat_abc")
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("made", "secret", secret)
	slog.New(slog.NewJSONHandler(&log, nil)).Info("made", "secret", secret, "in", struct{ Secret credential.Secret }{secret})
	_, _ = fmt.Fprintf(&log, "%v %s %q %+v %#v", secret, secret, secret, struct{ S credential.Secret }{secret}, secret)
	if strings.Contains(log.String(), "abc") || secret.Reveal() != "hub_pat_abc" {
		t.Errorf("got %s", &log)
	}
}
