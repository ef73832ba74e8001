//! Files and folders for the server's own user alone: what a village says of its people lies in them.
//!
//! SQLite gives its companion files the database's own mode, so a database that is closed to others before it is first opened stays so.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io;
use std::path::Path;

/// Read and written by the owner, by nobody else.
#[cfg(unix)]
const FILE_MODE: u32 = 0o600;
/// Entered by the owner, by nobody else.
#[cfg(unix)]
const FOLDER_MODE: u32 = 0o700;

/// Opens a file for writing, made where it is not there. `new` refuses one that is.
fn open(path: &Path, new: bool) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).create_new(new).truncate(false);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, FILE_MODE);
    options.open(path)
}

/// A new file, which no other may have made before.
pub fn new_file(path: &Path) -> io::Result<File> {
    open(path, true)
}

/// A file, made empty where it is not there, and closed to others where it was open to them.
pub fn file(path: &Path) -> io::Result<File> {
    let file = open(path, false)?;
    close(path)?;
    Ok(file)
}

/// Closes a file to others.
#[cfg(unix)]
pub fn close(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(FILE_MODE))
}

/// Closes a file to others; here the folder's own rights do.
#[cfg(not(unix))]
pub fn close(_path: &Path) -> io::Result<()> {
    Ok(())
}

/// Makes a folder, and those above it. One that is there stays as its owner set it.
pub fn folder(path: &Path) -> io::Result<()> {
    let mut builder = DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, FOLDER_MODE);
    builder.create(path)
}
