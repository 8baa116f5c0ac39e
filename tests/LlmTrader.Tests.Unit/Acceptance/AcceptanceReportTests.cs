using System.Text.Json;
using System.Xml.Linq;
using LlmTrader.Strategies.Generation.Acceptance;
using LlmTrader.Strategies.Generation.Acceptance.Reporting;

namespace LlmTrader.Tests.Unit.Acceptance;

/// <summary>Reports say all that was asked, in a form that machines and people can read without anything else.</summary>
public sealed class AcceptanceReportTests
{
    [Theory]
    [InlineData(0.35, true)]
    [InlineData(0.0, false)]
    public void The_json_holds_every_gate(double correlation, bool accepted)
    {
        AcceptanceReport report = Report(correlation);
        using JsonDocument json = JsonDocument.Parse(AcceptanceJson.Write(report));
        JsonElement root = json.RootElement;
        Assert.Equal(accepted, root.GetProperty("accepted").GetBoolean());
        Assert.Equal(report.Candidate.Hash, root.GetProperty("candidate").GetProperty("hash").GetString());
        JsonElement[] gates = [.. root.GetProperty("gates").EnumerateArray()];
        Assert.Equal(report.Gates.Select(gate => gate.Name), gates.Select(gate => gate.GetProperty("name").GetString()));
        Assert.Equal(accepted ? JsonValueKind.True : JsonValueKind.Null, gates[^1].GetProperty("passed").ValueKind);
        Assert.Equal([true, true, accepted], root.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("opened").GetBoolean()));
    }

    [Fact]
    public void What_is_infinite_is_null()
    {
        AcceptanceReport report = Report(0, "never");
        Assert.Equal(double.PositiveInfinity, report.Gates.Single(gate => gate.Name == GateNames.BacktestYears).Limit);
        using JsonDocument json = JsonDocument.Parse(AcceptanceJson.Write(report));
        JsonElement years = json.RootElement.GetProperty("gates").EnumerateArray().Single(gate => gate.GetProperty("name").GetString() == GateNames.BacktestYears);
        Assert.Equal(JsonValueKind.Null, years.GetProperty("limit").ValueKind);
    }

    [Theory]
    [InlineData(0.35, 3, "accepted")]
    [InlineData(0.0, 2, "rejected")]
    public void The_picture_is_xml_without_links_and_marks_the_parts(double correlation, int lines, string verdict)
    {
        AcceptanceReport report = Report(correlation);
        XElement svg = XElement.Parse(EquityPicture.Svg(report));
        Assert.Equal(lines, svg.Elements().Count(one => one.Name.LocalName == "polyline"));
        string[] texts = [.. svg.Elements().Where(one => one.Name.LocalName == "text").Select(one => one.Value)];
        Assert.Contains("in sample", texts);
        Assert.Contains("out of sample", texts);
        Assert.Contains(lines == 3 ? "hold out" : "hold out (shut)", texts);
        Assert.DoesNotContain(svg.DescendantsAndSelf().Attributes(), one => one.Name.LocalName is "href" or "src" or "style");
        Assert.All(svg.Descendants().Where(one => one.Name.LocalName == "polyline"), line => Assert.InRange(line.Attribute("points")!.Value.Split(' ').Length, 2, 300));

        string markdown = AcceptanceMarkdown.Write(report);
        Assert.StartsWith($"# follow: {verdict}\n", markdown, StringComparison.Ordinal);
        Assert.All(report.Gates, gate => Assert.Contains($"| {gate.Name} |", markdown, StringComparison.Ordinal));
        Assert.Contains(EquityPicture.Svg(report), markdown, StringComparison.Ordinal);
        Assert.Contains(report.Candidate.Source, markdown, StringComparison.Ordinal);
    }

    [Fact]
    public void What_others_wrote_does_not_break_the_table()
    {
        AcceptanceReport report = Report(0);
        string markdown = AcceptanceMarkdown.Write(report with { Gates = [report.Gates[0] with { Reason = "a | b\n| c" }] });
        Assert.Contains("a \\| b \\| c |\n", markdown, StringComparison.Ordinal);
    }

    private static AcceptanceReport Report(double correlation, string rule = "follow")
    {
        SeriesHistory history = new(SeriesHistory.Changes(1, correlation));
        return new AcceptanceRunner(history, new(), new TrialBook(), new HoldOutBook(), 2).JudgeWhole(new() { Candidate = SeriesHistory.Candidate(rule), Seed = 3 });
    }
}
