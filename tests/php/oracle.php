<?php
// The PBX's side of the signature, done by real PHP (pbx-api.md: one recipe for both generations and both encodings):
// drop api_hash from what PHP parsed, build the query again, hash it with the key, compare.

$config = json_decode(file_get_contents(getenv('ORACLE_CONFIG')), true);
$body = file_get_contents('php://input');
$type = $_SERVER['CONTENT_TYPE'] ?? '';
if ($_SERVER['REQUEST_METHOD'] === 'GET') {
    $fields = $_GET;
} elseif (str_starts_with($type, 'application/json')) {
    $fields = json_decode($body, true) ?? [];
} else {
    $fields = $_POST;
}

$sent_hash = $fields['api_hash'] ?? '';
unset($fields['api_hash']);
$query = http_build_query($fields);
$hash = md5($query . $config['api_key']);
$authorization = $_SERVER['HTTP_AUTHORIZATION'] ?? '';

$verdict = '';
if ($config['api_token'] !== '') {
    if ($authorization !== 'Bearer ' . $config['api_token']) {
        $verdict = 'Invalid token';
    }
} elseif (($fields['api_username'] ?? null) !== $config['api_username']
    || ($fields['api_password'] ?? null) !== $config['api_password']) {
    $verdict = 'Invalid credentials';
}
if ($verdict === '' && (!is_string($sent_hash) || !hash_equals($hash, $sent_hash))) {
    $verdict = 'Invalid signature';
}

$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
file_put_contents(getenv('ORACLE_LOG'), json_encode([
    'method' => $_SERVER['REQUEST_METHOD'],
    'path' => $path,
    'query' => $_SERVER['QUERY_STRING'] ?? '',
    'body' => base64_encode($body),
    'content_type' => $type,
    'authorization' => $authorization,
    'fields' => $fields,
    'rebuilt' => $query,
    'verdict' => $verdict,
    'at' => microtime(true),
], JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE) . "\n", FILE_APPEND | LOCK_EX);

$questions = ['/api/users-status', '/api/queues', '/api/cdr', '/api/channel', '/api/call-queue'];
if (!in_array($path, $questions)) {  // what rings nobody must not keep the few workers from the call
    usleep((int) ($config['answer_after_s'] * 1000000));
}
http_response_code($config['status']);
header('Content-Type: application/json');
if ($verdict !== '') {
    echo json_encode(['has_error' => true, 'messages' => [$verdict], 'results' => []]);
} elseif ($config['answer'] !== null) {
    echo $config['answer'];
} elseif ($path === '/api/users-status') {
    echo '{"has_error": false, "messages": [], "results": {}}';
} else {
    $data = $fields['data'] ?? [];
    echo json_encode(['has_error' => false, 'messages' => [], 'results' => [
        'Call successfully originated for ' . ($data['type'] ?? '?') . ': ' . ($data['destination'] ?? '?'),
    ]], JSON_INVALID_UTF8_SUBSTITUTE);
}
