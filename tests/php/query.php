<?php
// One JSON structure per line in, what PHP makes of it out: ["http_build_query(...)", parsed back].
while (($line = fgets(STDIN)) !== false) {
    $params = json_decode($line, true, 512, JSON_THROW_ON_ERROR);
    $query = http_build_query($params);
    parse_str($query, $parsed);
    echo json_encode([$query, $parsed], JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE), "\n";
    fflush(STDOUT);
}
