package notice_test

import (
	"testing"

	"go.uber.org/goleak"

	"github.com/cocreated/hub/storage/storagetest"
)

// suite stops the database before leaks are looked for.
type suite struct{ *testing.M }

func (s suite) Run() int { return storagetest.Main(s.M) }

func TestMain(m *testing.M) { goleak.VerifyTestMain(suite{m}) }
