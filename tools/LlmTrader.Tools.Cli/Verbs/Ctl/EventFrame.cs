using System.Runtime.CompilerServices;

namespace LlmTrader.Tools.Cli.Verbs.Ctl;

/// <summary>
/// A whole frame of a stream of server-sent events (WHATWG HTML, 9.2). Its id counts only once the frame has ended: one that the connection
/// cut off has not been read, and must come again. (The framework's parser tells an id as soon as its line has come.)
/// </summary>
/// <param name="Id">Where to go on behind it; null when it told none.</param>
/// <param name="Kind">Of the event.</param>
/// <param name="Data">Null of a heartbeat.</param>
internal sealed record EventFrame(string? Id, string Kind, string? Data)
{
    public static async IAsyncEnumerable<EventFrame> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancel)
    {
        using StreamReader lines = new(stream);
        (string? id, string kind, string? data) = (null, "message", null);
        while (await lines.ReadLineAsync(cancel).ConfigureAwait(false) is { } line)
        {
            if (line.Length == 0)
            {
                if (id is not null || data is not null) { yield return new EventFrame(id, kind, data); }
                (id, kind, data) = (null, "message", null);
                continue;
            }

            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon <= 0) { continue; }   // A comment, or a field without a value.
            string value = line[(colon + 1)..].TrimStart(' ');
            switch (line[..colon])
            {
                case "id": id = value; break;
                case "event": kind = value; break;
                case "data": data = data is null ? value : $"{data}\n{value}"; break;
                default: break;
            }
        }
    }
}
