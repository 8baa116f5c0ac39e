using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using LlmTrader.Perf.Latency.Histograms;
using LlmTrader.Persistence.Journal.Platform;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>A report in a directory: <c>index.html</c>, <c>table.txt</c>, <c>report.json</c> and <c>hlog/</c>.</summary>
public static class ReportFiles
{
    public const string Page = "index.html";

    public const string Document = "report.json";

    /// <summary>As files are written and read; names in camel case, figures as numbers.</summary>
    public static JsonSerializerOptions Json { get; } = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,   // Never embedded in HTML.
    };

    /// <summary>Writes all files; those of an earlier report with the same names are replaced, each of them whole or not at all.</summary>
    /// <exception cref="JournalIOException">The disk refuses one; the figures are written first.</exception>
    public static void Write(string directory, BenchmarkReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        Write(Document, JsonSerializer.Serialize(report, Json) + "\n");
        Write(Page, ReportPage.Write(report));
        Write("table.txt", Text(report));
        double start = (report.Environment.At - DateTime.UnixEpoch).TotalSeconds;
        foreach ((string name, LatencyHistogram histogram) in report.Parts.SelectMany(part => part.Histograms))
        {
            Write(Path.Combine("hlog", name + ".hlog"), HistogramLog.Write(histogram, name, start, report.Seconds));
        }

        void Write(string name, string text) => DurableFile.Write(Path.Combine(directory, name), Encoding.UTF8.GetBytes(text), isDurable: false);
    }

    /// <summary>All tables, for a terminal or a file.</summary>
    public static string Text(BenchmarkReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        StringBuilder text = new();
        foreach ((string name, string value) in report.Environment.Facts()) { text.Append(name.PadRight(24)).Append(value).Append('\n'); }
        foreach (string doubt in report.Environment.Doubts()) { text.Append("Note: ").Append(doubt).Append('\n'); }
        foreach (PartReport part in report.Parts)
        {
            text.Append("\n== ").Append(part.Name).Append(" ==\n").Append(part.What).Append('\n');
            foreach (string note in part.Notes) { text.Append("Note: ").Append(note).Append('\n'); }
            foreach (PageTable table in part.Tables.Concat(part.Details)) { text.Append('\n').Append(MeasurementTable.Text(table)); }
            if (part.Measurements.Count > 0) { text.Append('\n').Append(MeasurementTable.Text(MeasurementTable.Of(part.Measurements))); }
        }

        return text.ToString();
    }
}
