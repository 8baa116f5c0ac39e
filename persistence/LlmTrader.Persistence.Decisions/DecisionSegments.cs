using System.Globalization;
using LlmTrader.Engine.Core;

namespace LlmTrader.Persistence.Decisions;

/// <summary>The files of a strategist's journal: one for each month of UTC in which something was written.</summary>
public static class DecisionSegments
{
    private const string Prefix = "decisions-";
    private const string Extension = ".jsonl";

    /// <summary>The file in which a record of that time stands, such as <c>decisions-202611.jsonl</c>.</summary>
    public static string NameOf(Timestamp time) =>
        string.Create(CultureInfo.InvariantCulture, $"{Prefix}{DateTime.UnixEpoch.AddTicks(time.Nanoseconds / 100):yyyyMM}{Extension}");

    /// <summary>Paths of the segments, oldest first; none when there is no such directory.</summary>
    public static IReadOnlyList<string> In(string directory) =>
        Directory.Exists(directory)
            ? [.. Directory.EnumerateFiles(directory, $"{Prefix}*{Extension}").Where(path => IsSegment(Path.GetFileName(path))).Order(StringComparer.Ordinal)]
            : [];

    private static bool IsSegment(string name) =>
        name.Length == Prefix.Length + 6 + Extension.Length && name.AsSpan(Prefix.Length, 6).IndexOfAnyExceptInRange('0', '9') < 0;
}
