using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Mcp.Calls;

/// <summary>
/// Every call and what became of it, a line of JSON each, in a file that is only ever appended to; processes of several clients may share it.
/// Any thread may use it.
/// </summary>
public sealed class McpAudit : IDisposable
{
    private const int LongestText = 4096;

    // Read by people; it goes into no page of the web.
    private static readonly JsonSerializerOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Lock _gate = new();
    private readonly IJournalFile _file;
    private readonly McpSession _session;
    private readonly TimeProvider _time;
    private readonly Func<string, string> _redact;

    /// <param name="path">The file; made, with its directory, where there is none.</param>
    /// <param name="session">Whose calls they are.</param>
    /// <param name="time">Its clock.</param>
    /// <param name="redact">Takes secrets out of arguments before they are written.</param>
    /// <exception cref="JournalIOException">It can't be opened.</exception>
    public McpAudit(string path, McpSession session, TimeProvider time, Func<string, string> redact)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        (_file, _session, _time, _redact) = (JournalFile.OpenAppend(path), session, time, redact);
    }

    /// <summary>Writes what is about to be done, and returns when it is on stable storage.</summary>
    /// <exception cref="JournalIOException">The disk refuses: then it must not be done.</exception>
    public void Begin(ToolCall call, string? approval)
    {
        ArgumentNullException.ThrowIfNull(call);
        Write(call.Tool, call, "begun", approval, null, 0, isDurable: true);
    }

    /// <summary>Writes what became of a call.</summary>
    /// <param name="tool">The tool that was named.</param>
    /// <param name="call">Null where the arguments could not be read.</param>
    /// <param name="outcome"><c>ok</c>, or the word for what it was refused for.</param>
    /// <param name="approval">The question whose answer was spent; null when there was none.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="replyBytes">Of what went back.</param>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public void End(string tool, ToolCall? call, string outcome, string? approval, TimeSpan elapsed, long replyBytes) => Write(tool, call, outcome, approval, elapsed, replyBytes, isDurable: false);

    public void Dispose() => _file.Dispose();

    private void Write(string tool, ToolCall? call, string outcome, string? approval, TimeSpan? elapsed, long replyBytes, bool isDurable)
    {
        JsonObject line = new()
        {
            ["time"] = _time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture),
            ["session"] = _session.Id,
            ["client"] = _session.Client,
            ["tool"] = tool,
            ["hash"] = call?.Hash,
            ["call"] = call is null ? null : Shortened(_redact(call.Text)),
            ["outcome"] = outcome,
            ["approval"] = approval,
            ["read_outside"] = _session.HasReadOutside,
            ["ms"] = elapsed is { } took ? Math.Round(took.TotalMilliseconds, 1) : null,
            ["reply_bytes"] = elapsed is null ? null : replyBytes,
        };
        byte[] bytes = Encoding.UTF8.GetBytes(line.ToJsonString(Plain) + "\n");
        lock (_gate)
        {
            _file.Write(bytes);    // One write in append mode: lines of several processes never mix.
            if (isDurable) { _file.SyncData(); }
        }
    }

    private static string Shortened(string text) => text.Length <= LongestText ? text : string.Concat(text.AsSpan(0, LongestText), "…");
}
