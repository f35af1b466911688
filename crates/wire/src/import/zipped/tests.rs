use super::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

struct Zip {
    folder: tempfile::TempDir,
}

impl Zip {
    fn of(write: impl FnOnce(&mut ZipWriter<File>)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("out")).unwrap();
        let mut zip = ZipWriter::new(File::create(folder.path().join("a.zip")).unwrap());
        write(&mut zip);
        zip.finish().unwrap();
        Self { folder }
    }

    fn with(files: &[(&str, &[u8])]) -> Self {
        Self::of(|zip| {
            for (name, bytes) in files {
                zip.start_file(*name, options()).unwrap();
                zip.write_all(bytes).unwrap();
            }
        })
    }

    fn unpack(&self, bounds: &Bounds) -> Result<PathBuf, ZipError> {
        unpack(&self.folder.path().join("a.zip"), &self.folder.path().join("out"), bounds)
    }

    fn alter(&self, change: impl FnOnce(&mut Vec<u8>)) {
        let path = self.folder.path().join("a.zip");
        let mut bytes = std::fs::read(&path).unwrap();
        change(&mut bytes);
        std::fs::write(&path, bytes).unwrap();
    }
}

fn options() -> SimpleFileOptions {
    SimpleFileOptions::default().compression_method(CompressionMethod::Deflated)
}

#[test]
fn a_zip_is_the_folder_in_it() {
    let zip = Zip::with(&[
        ("blog/posts/1.html", b"<p>x"),
        ("blog\\posts.csv", b"a"),
        ("__MACOSX/blog/._posts.csv", b"y"),
        ("blog/.DS_Store", b"z"),
    ]);
    let root = zip.unpack(&Bounds::default()).unwrap();
    assert!(root.ends_with("out/blog"), "{root:?}");
    assert_eq!(std::fs::read(root.join("posts/1.html")).unwrap(), b"<p>x");
    assert_eq!(std::fs::read(root.join("posts.csv")).unwrap(), b"a");
    assert_eq!(std::fs::read_dir(&root).unwrap().count(), 2);
}

#[test]
fn nothing_leads_out() {
    for name in ["../a", "a/../../b", "/etc/a", "\\\\server\\a", "C:\\a", "a\\..\\..\\b"] {
        let zip = Zip::with(&[("good", b"1"), (name, b"2")]);
        let refused = zip.unpack(&Bounds::default()).unwrap_err();
        assert!(matches!(&refused, ZipError::Outside(_)), "{name}: {refused}");
        assert!(!zip.folder.path().join("a").exists() && !zip.folder.path().join("b").exists());
    }
    let zip = Zip::of(|zip| {
        zip.add_symlink("link", "/etc", options()).unwrap();
        zip.start_file("file", options()).unwrap();
    });
    let root = zip.unpack(&Bounds::default()).unwrap();
    assert!(root.join("file").exists() && !root.join("link").exists());
}

#[test]
fn a_bomb_is_refused_by_ratio_by_sum_and_by_number() {
    let zeros = vec![0; 3 << 20];
    let bounds = Bounds { entries: 100, bytes: 5 << 20, ratio: 100, free: 1 << 20 };
    let bomb = Zip::with(&[("one", b"1"), ("zeros", &zeros)]);
    assert!(matches!(bomb.unpack(&bounds), Err(ZipError::TooLarge { ref name, .. }) if name == "zeros"));
    // What it says of itself is a lie: one byte.
    bomb.alter(|bytes| {
        let size = u32::try_from(zeros.len()).unwrap().to_le_bytes();
        while let Some(at) = memchr::memmem::find(bytes, &size) {
            bytes[at..at + 4].copy_from_slice(&[1, 0, 0, 0]);
        }
    });
    std::fs::remove_dir_all(bomb.folder.path().join("out")).unwrap();
    let refused = bomb.unpack(&bounds).unwrap_err();
    assert!(matches!(refused, ZipError::TooLarge { .. } | ZipError::Broken { .. }), "{refused}");
    let stored: u64 = std::fs::metadata(bomb.folder.path().join("out/zeros")).map_or(0, |data| data.len());
    assert!(stored <= bounds.free, "{stored}");

    let many: Vec<(String, Vec<u8>)> = (0..6).map(|n| (format!("{n}"), vec![0; 1 << 20])).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let loose = Bounds { ratio: 1_000_000, ..bounds };
    assert!(matches!(Zip::with(&many).unpack(&loose), Err(ZipError::TooLarge { ref name, .. }) if name == "5"));
    let refused = Zip::with(&many).unpack(&Bounds { entries: 5, ..loose });
    assert!(matches!(refused, Err(ZipError::Entries { found: 6, limit: 5 })));
}

#[test]
fn a_zip_in_a_zip_stays_one_and_broken_ones_are_told() {
    let inner = Zip::with(&[("x", b"1")]);
    let bytes = std::fs::read(inner.folder.path().join("a.zip")).unwrap();
    let outer = Zip::with(&[("inner.zip", &bytes), ("y", b"2")]);
    let root = outer.unpack(&Bounds::default()).unwrap();
    assert_eq!(std::fs::read(root.join("inner.zip")).unwrap(), bytes);

    let whole = Zip::with(&[("a/export.xml", "<rss>".repeat(400).as_bytes()), ("b", b"2")]);
    let bytes = std::fs::read(whole.folder.path().join("a.zip")).unwrap();
    for quarter in 0..4 {
        whole.alter(|now| *now = bytes.get(..bytes.len() * quarter / 4).unwrap().to_vec());
        drop(std::fs::remove_dir_all(whole.folder.path().join("out")));
        assert!(matches!(whole.unpack(&Bounds::default()), Err(ZipError::NoZip(_))));
    }
    let twice = Zip::with(&[("a", b"1"), ("b/../a", b"2")]);
    assert!(twice.unpack(&Bounds::default()).is_err());
}

proptest::proptest! {
    #[test]
    fn any_damage_is_told(at in 0_usize..400, byte in proptest::prelude::any::<u8>()) {
        let zip = Zip::with(&[("a/export.xml", b"<rss>abc</rss>"), ("b.csv", b"title,body\n")]);
        zip.alter(|bytes| { let at = at % bytes.len(); bytes[at] = byte });
        let _ = zip.unpack(&Bounds { free: 1 << 16, ..Bounds::default() });
        let outside = std::fs::read_dir(zip.folder.path()).unwrap().count();
        proptest::prop_assert_eq!(outside, 2);
    }
}
