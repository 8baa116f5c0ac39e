using System.Globalization;

namespace LlmTrader.Perf.Latency.Machine;

/// <summary>What the kernel tells in files of /proc and /sys.</summary>
/// <param name="root">Where they lie: / but in tests.</param>
public sealed class MachineFiles(string root = "/")
{
    /// <summary>The file's text without blanks at its ends; null when there is none or it can't be read.</summary>
    public string? Read(string path)
    {
        try { return File.ReadAllText(Path.Combine(root, path)).Trim(); }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException) { return null; }
    }

    /// <summary>The number behind a word at a line's beginning, such as that of <c>MemAvailable:</c>, with blanks or tabs between them; null when there is none.</summary>
    public long? NumberBehind(string path, string word)
    {
        string? line = Read(path)?.Split('\n').FirstOrDefault(line => line.StartsWith(word, StringComparison.Ordinal));
        string? number = line?[word.Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return number == "unlimited" ? long.MaxValue : long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;
    }

    /// <summary>The one of several words that stands in brackets, as in <c>always [madvise] never</c>.</summary>
    public string? Chosen(string path)
    {
        string? text = Read(path);
        int begin = text?.IndexOf('[', StringComparison.Ordinal) ?? -1;
        int end = text?.IndexOf(']', StringComparison.Ordinal) ?? -1;
        return begin >= 0 && end > begin ? text![(begin + 1)..end] : null;
    }
}
