using System.Text;

namespace LlmTrader.Tools.Hosting.Supervision;

/// <summary>The end of a log that rolls over several files, and what comes after it.</summary>
public sealed class LogTail(string directory, string service)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private string? _file;
    private long _read;

    /// <summary>Whether the service has a log.</summary>
    public bool Exists => Newest() is not null;

    /// <summary>The last lines.</summary>
    public IReadOnlyList<string> Last(int lines)
    {
        List<string> last = [];
        foreach (string file in Files().Reverse())
        {
            (string[] all, long end) = ReadFrom(file, 0);
            if (_file is null) { (_file, _read) = (file, end); }
            last.InsertRange(0, all.TakeLast(lines - last.Count));
            if (last.Count == lines) { break; }
        }

        return last;
    }

    /// <summary>Lines as they come, after those that <see cref="Last"/> gave.</summary>
    public IEnumerable<string> Follow(CancellationToken cancel)
    {
        do
        {
            if (Newest() is not { } newest) { continue; }
            if (_file is not null && _file != newest)
            {
                foreach (string line in ReadFrom(_file, _read).Lines) { yield return line; }   // The rest of the old one first.
                _read = 0;
            }

            (string[] lines, _read) = ReadFrom(newest, _read);
            _file = newest;
            foreach (string line in lines) { yield return line; }
        }
        while (!cancel.WaitHandle.WaitOne(Poll));
    }

    private string? Newest() => Files().LastOrDefault();

    private string[] Files() => Directory.Exists(directory)
        ? [.. Directory.GetFiles(directory, service + "-*.log").Order(StringComparer.Ordinal)] : [];

    // Whole lines only: what is still being written comes with the next look.
    private static (string[] Lines, long End) ReadFrom(string file, long offset)
    {
        using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        stream.Seek(Math.Min(offset, stream.Length), SeekOrigin.Begin);
        byte[] rest = new byte[stream.Length - stream.Position];
        int length = rest.AsSpan(0, stream.ReadAtLeast(rest, rest.Length, throwOnEndOfStream: false)).LastIndexOf((byte)'\n') + 1;
        return (Encoding.UTF8.GetString(rest, 0, length).Split('\n', StringSplitOptions.RemoveEmptyEntries), offset + length);
    }
}
