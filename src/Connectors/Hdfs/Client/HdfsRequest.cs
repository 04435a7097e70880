namespace HotStream.Hdfs;

/// <summary>What is asked of WebHDFS.</summary>
/// <param name="Failed">What is said when it fails: <c>hdfs:/in could not be listed</c>.</param>
/// <param name="Method">GET, PUT, POST or DELETE.</param>
/// <param name="Path">Path of the file, from the root.</param>
/// <param name="Query">The operation and its arguments: <c>op=LISTSTATUS</c>.</param>
internal sealed record HdfsRequest(string Failed, HttpMethod Method, string Path, string Query);
