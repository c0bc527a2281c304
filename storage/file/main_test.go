package file_test

import (
	"os"
	"testing"

	"github.com/cocreated/hub/storage/file/filetest"
	"github.com/cocreated/hub/storage/storagetest"
)

func TestMain(m *testing.M) { os.Exit(filetest.Main(m, storagetest.Main)) }
