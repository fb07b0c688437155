//! Bytes to documents: HTML pages, text dumps, JSON Lines; dates, bylines, credit lines.
