package asset_test

import (
	"os"
	"testing"

	"github.com/cocreated/hub/storage/asset/assettest"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(assettest.Main(m, storagetest.Main)) }
