"""Search without a server: an index of files that a page's script loads by `<script>`, one segment for each year."""
