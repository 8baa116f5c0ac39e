using System.Text;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Tools.Hosting.Strategist.Decisions;

/// <summary>Records of a strategist's journal for other programs.</summary>
public static class DecisionExport
{
    private const string Head = "sequence,time,decision,kind,previous,hash,body";

    /// <summary>Writes a file, whole or not at all; returns how many records are in it.</summary>
    /// <exception cref="JournalIOException">The disk refuses.</exception>
    public static long Write(string path, IEnumerable<DecisionRecord> records, bool isCsv)
    {
        ArgumentNullException.ThrowIfNull(records);
        StringBuilder text = new();
        if (isCsv) { text.Append(Head).Append('\n'); }
        long count = 0;
        foreach (DecisionRecord record in records)
        {
            text.Append(isCsv ? Csv(record) : JsonLine(record)).Append('\n');
            count++;
        }

        DurableFile.Write(path, Encoding.UTF8.GetBytes(text.ToString()));
        return count;
    }

    private static string Csv(DecisionRecord record) => FormattableString.Invariant(
        $"{record.Sequence},{record.Time},{record.Decision},{DecisionKinds.Name(record.Kind)},{record.Previous},{record.Hash},\"{record.Body.GetRawText().Replace("\"", "\"\"", StringComparison.Ordinal)}\"");

    // As it stands in the journal, to the byte: its hash can be checked in the copy too.
    private static string JsonLine(DecisionRecord record) => FormattableString.Invariant(
        $"{{\"sequence\":{record.Sequence},\"time\":\"{record.Time}\",\"decision\":\"{record.Decision}\",\"kind\":\"{DecisionKinds.Name(record.Kind)}\",\"body\":{record.Body.GetRawText()},\"previous\":\"{record.Previous}\",\"hash\":\"{record.Hash}\"}}");
}
