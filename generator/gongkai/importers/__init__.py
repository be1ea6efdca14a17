"""What comes from elsewhere: files that others filled in, read into reports."""
