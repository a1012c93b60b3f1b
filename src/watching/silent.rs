//! Where the system does not tell of every change: on drives that other computers write to as well.

use std::path::Path;

/// What a folder lies on, in words, if the system is silent there. Of a folder that does not exist, the nearest that
/// holds it is asked about.
pub(super) fn lies_on(path: &Path) -> Option<&'static str> {
    let absolute = std::path::absolute(path).ok()?;
    let real = absolute.ancestors().find_map(|above| above.canonicalize().ok())?;
    ask(&real)
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn ask(real: &Path) -> Option<&'static str> {
    // The kernel's numbers have 32 bits; some of its interfaces widen them, with or without the sign.
    by_number(rustix::fs::statfs(real).ok()?.f_type as u32)
}

#[cfg(target_os = "macos")]
fn ask(real: &Path) -> Option<&'static str> {
    let name = rustix::fs::statfs(real).ok()?.f_fstypename;
    let name: String = name.iter().take_while(|&&byte| byte != 0).map(|&byte| char::from(byte as u8)).collect();
    by_name(&name)
}

#[cfg(not(any(target_os = "linux", target_os = "android", target_os = "macos")))]
fn ask(real: &Path) -> Option<&'static str> {
    use std::path::{Component, Prefix};
    // The real path of a drive letter that stands for a share begins with the share as well.
    match real.components().next() {
        Some(Component::Prefix(prefix)) if matches!(prefix.kind(), Prefix::UNC(..) | Prefix::VerbatimUNC(..)) => Some("a network drive"),
        _ => None,
    }
}

/// By the numbers that `statfs` gives on Linux, from `linux/magic.h` and the file systems' own sources.
#[cfg(any(target_os = "linux", target_os = "android", test))]
fn by_number(number: u32) -> Option<&'static str> {
    Some(match number {
        0x6969 => "a network drive (NFS)",
        0xff53_4d42 | 0xfe53_4d42 | 0x517b => "a network drive (SMB)",
        0x0102_1997 => "a drive of Windows, or of the computer around this one (9P)",
        0x6573_5546 => "a drive that a program provides (FUSE)",
        0x786f_4256 | 0xbacb_acbc | 0x7c7c_6673 => "a folder shared with the computer around this one",
        0x5346_414f | 0x6b41_4653 => "a network drive (AFS)",
        0x7375_7245 => "a network drive (Coda)",
        0x564c => "a network drive (NetWare)",
        0x00c3_6400 => "a network drive (Ceph)",
        0x0bd0_0bd0 => "a network drive (Lustre)",
        0x4750_4653 => "a network drive (GPFS)",
        0x1983_0326 => "a network drive (BeeGFS)",
        0x0116_1970 | 0x7461_636f => "a drive that several computers share",
        _ => return None,
    })
}

/// By the names that `statfs` gives on macOS.
#[cfg(any(target_os = "macos", test))]
fn by_name(name: &str) -> Option<&'static str> {
    Some(match name {
        "nfs" => "a network drive (NFS)",
        "smbfs" | "cifs" => "a network drive (SMB)",
        "afpfs" => "a network drive (AFP)",
        "webdav" => "a network drive (WebDAV)",
        "macfuse" | "osxfuse" | "fuse-t" => "a drive that a program provides (FUSE)",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn network_drives_are_known_by_number_and_by_name() {
        assert_eq!(by_number(0x6969), Some("a network drive (NFS)"));
        assert_eq!(by_number(-11_317_950_i32 as u32), Some("a network drive (SMB)"));
        assert_eq!(by_number(0xef53), None, "ext4 has events");
        assert_eq!(by_name("smbfs"), Some("a network drive (SMB)"));
        assert_eq!(by_name("apfs"), None);
    }

    #[test]
    fn a_folder_that_is_not_there_lies_where_its_parent_lies() {
        let folder = tempfile::tempdir().unwrap();
        assert_eq!(lies_on(&folder.path().join("not/yet")), lies_on(folder.path()));
    }
}
