using System.Globalization;
using LlmTrader.Persistence.Journal;
using LlmTrader.Persistence.Journal.Retention;
using LlmTrader.Tools.Cli.Terminal;
using Spectre.Console;

namespace LlmTrader.Tools.Cli.Verbs.Journal;

/// <summary>What becomes of each segment, for people and for programs.</summary>
internal static class RetentionReport
{
    public static object Document(SegmentVerdict segment) => new
    {
        segment.Stream,
        segment.Path,
        segment.FirstSequence,
        segment.Bytes,
        segment.LastWrite,
        segment.Goes,
        segment.Reason,
        segment.IsDamaged,
    };

    /// <param name="verdicts">Of all segments.</param>
    /// <param name="word">What happens to those that go.</param>
    /// <param name="session">Where to.</param>
    public static void Print(IReadOnlyList<SegmentVerdict> verdicts, string word, Session session)
    {
        Table table = Tables.Figures("Segment", "size", "last written", "what", "why");
        table.Columns[3].Alignment = Justify.Left;
        table.Columns[4].Alignment = Justify.Left;
        foreach (SegmentVerdict segment in verdicts)
        {
            string name = $"{(segment.Stream == StreamKind.In ? "in" : "out")}/{Path.GetFileName(segment.Path)}";
            table.Row(name, Figure.Bytes(segment.Bytes), segment.LastWrite.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), segment.Goes ? word : "stays", segment.Reason);
        }

        session.Write(table);
    }

    public static int ExitCodeOf(IReadOnlyList<SegmentVerdict> verdicts) => verdicts.Any(segment => segment.IsDamaged) ? ExitCode.Finding : ExitCode.Success;
}
