//! `bluebutton import`: files, folders and standard input into records.
