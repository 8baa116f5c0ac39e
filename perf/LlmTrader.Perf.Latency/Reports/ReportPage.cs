using System.Globalization;
using System.Net;
using System.Text;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>A report as one HTML file that needs nothing else: no network, no script, light or dark as the reader's system is.</summary>
public static class ReportPage
{
    // Where hovering tells the value; between them the line is enough.
    private static readonly double[] Told = [50, 90, 99, 99.9, 99.99, 99.999, 99.9999];

    // What is longer is a sentence, and reads from the left.
    private const int LongestFigure = 30;

    /// <summary>The whole file.</summary>
    public static string Write(BenchmarkReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        BenchmarkEnvironment environment = report.Environment;
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
        page.Append(CultureInfo.InvariantCulture, $"<title>LlmTrader.Engine measured, {environment.At:yyyy-MM-dd}</title><style>{ReportStyle.Sheet}</style></head><body><main>\n");
        page.Append(CultureInfo.InvariantCulture, $"<h1>LlmTrader.Engine, measured</h1><p class=\"lead\">{environment.At:yyyy-MM-dd HH:mm} UTC on {Html(environment.Processor)} with {environment.Cores} cores, {Html(environment.Runtime)}, in {TimeSpan.FromSeconds(report.Seconds):m\\:ss} minutes.</p>\n");
        foreach (string doubt in environment.Doubts()) { page.Append(CultureInfo.InvariantCulture, $"<p class=\"doubt\">{Html(doubt)}</p>\n"); }
        page.Append("<nav>");
        foreach (PartReport part in report.Parts) { page.Append(CultureInfo.InvariantCulture, $"<a href=\"#{Html(part.Name)}\">{Html(part.Name)}</a> "); }
        page.Append("<a href=\"#machine\">machine</a></nav>\n");
        foreach (PartReport part in report.Parts) { Part(page, part); }
        Machine(page, environment);
        return page.Append("</main></body></html>\n").ToString();
    }

    private static void Part(StringBuilder page, PartReport part)
    {
        page.Append(CultureInfo.InvariantCulture, $"<section id=\"{Html(part.Name)}\"><h2>{Html(part.Name)}</h2><p>{Html(part.What)}</p>\n");
        foreach (string note in part.Notes) { page.Append(CultureInfo.InvariantCulture, $"<p class=\"doubt\">{Html(note)}</p>\n"); }
        foreach (PageTable table in part.Tables) { Table(page, table); }
        foreach (PercentilePlot plot in part.Plots) { page.Append(Percentiles(plot)).Append('\n'); }
        foreach (Curve curve in part.Curves) { page.Append(Curves(curve)).Append('\n'); }
        foreach (PageTable table in part.Details)
        {
            page.Append(CultureInfo.InvariantCulture, $"<details><summary>{Html(table.Title)}</summary>\n");
            Table(page, table with { Title = "" });
            page.Append("</details>\n");
        }

        if (part.Measurements.Count > 0)
        {
            bool isFolded = part.Tables.Count > 0;
            page.Append(CultureInfo.InvariantCulture, $"<details{(isFolded ? "" : " open")}><summary>{part.Measurements.Count} measurements with their spread</summary>\n");
            Table(page, MeasurementTable.Of(part.Measurements));
            page.Append("</details>\n");
        }

        page.Append("</section>\n");
    }

    private static void Table(StringBuilder page, PageTable table)
    {
        if (table.Title.Length > 0) { page.Append(CultureInfo.InvariantCulture, $"<h3>{Html(table.Title)}</h3>"); }
        page.Append("<div class=\"wide\"><table><thead><tr>");
        foreach (string header in table.Headers) { page.Append(CultureInfo.InvariantCulture, $"<th>{Html(header)}</th>"); }
        page.Append("</tr></thead><tbody>\n");
        foreach (IReadOnlyList<string> row in table.Rows)
        {
            page.Append("<tr>");
            foreach (string cell in row) { page.Append(CultureInfo.InvariantCulture, $"<td{(cell.Length > LongestFigure ? " class=\"words\"" : "")}>{Html(cell)}</td>"); }
            page.Append("</tr>\n");
        }

        page.Append("</tbody></table></div>\n");
    }

    private static void Machine(StringBuilder page, BenchmarkEnvironment environment)
    {
        page.Append("<section id=\"machine\"><h2>machine</h2>\n");
        Table(page, new PageTable("", ["", ""], [.. environment.Facts().Select(fact => (string[])[fact.Name, fact.Value])]));
        page.Append("<p>The raw figures with every run are in <code>report.json</code>, the distributions in <code>hlog/</code>, in HdrHistogram's own format. <code>llmtrader bench compare A.json B.json</code> sets two reports against each other.</p></section>\n");
    }

    private static string Percentiles(PercentilePlot plot)
    {
        PlotLine[] lines = [.. plot.Lines.Where(line => line.Histogram.TotalCount > 0).Select(line => new PlotLine(line.Name, Points(line.Histogram), line.IsReference))];
        if (lines.Length == 0) { return ""; }
        double[] values = [.. lines.SelectMany(line => line.Points).Select(point => point.Y)];
        double most = lines.Max(line => line.Points[^1].X);
        return LinePlot.Render(
            plot.Title, PlotAxis.Percentiles(most), PlotAxis.Logarithmic("", values.Min(), values.Max(), value => Quantity.Text(value, "ns")), lines);
    }

    private static List<PlotPoint> Points(LatencyHistogram histogram)
    {
        List<PlotPoint> points = [];
        double end = Math.Log10(Math.Max(2, histogram.TotalCount));
        HashSet<double> told = [];
        foreach (PercentileIterationValue step in histogram.Percentiles(10))
        {
            double x = step.Percentile >= 100 ? end : Math.Min(end, Math.Log10(100 / (100 - step.Percentile)));
            double value = Math.Max(1, step.Value);
            double mark = Told.LastOrDefault(percentile => percentile <= step.Percentile);
            bool isTold = step.Percentile < 100 && mark > 0 && told.Add(mark) && Math.Abs(mark - step.Percentile) < (100 - mark) / 5;
            string label = isTold ? string.Create(CultureInfo.InvariantCulture, $"{mark} %: {Quantity.Text(histogram.ValueAtPercentile(mark), "ns")}") : step.Percentile >= 100 ? $"longest of {step.TotalCountToThisValue.ToString("N0", CultureInfo.InvariantCulture)}: {Quantity.Text(value, "ns")}" : "";
            points.Add(new PlotPoint(x, value, label, value, value));
        }

        return points;
    }

    private static string Curves(Curve curve)
    {
        if (curve.Points.Count == 0) { return ""; }
        PlotPoint[] points =
        [
            .. curve.Points.Select(point => new PlotPoint(
                point.Quantity, point.Cost.Median, $"{point.Quantity.ToString("N0", CultureInfo.InvariantCulture)} {curve.Quantity}: {Quantity.Text(point.Cost.Median, curve.Unit)} ({Quantity.Text(point.Cost.Min, curve.Unit)} to {Quantity.Text(point.Cost.Max, curve.Unit)})", point.Cost.Min, point.Cost.Max)),
        ];
        PlotAxis x = PlotAxis.Logarithmic(curve.Quantity, points[0].X, points[^1].X, value => value.ToString("N0", CultureInfo.InvariantCulture));
        PlotAxis y = PlotAxis.Linear("", points.Max(point => point.High), value => Quantity.Text(value, curve.Unit));
        return LinePlot.Render(curve.Name, x, y, [new PlotLine(curve.Name, points)]);
    }

    private static string Html(string text) => WebUtility.HtmlEncode(text);
}
