using System.Text.Encodings.Web;
using System.Text.Json;

namespace LlmTrader.Strategies.Generation.Acceptance.Reporting;

/// <summary>A report for machines: UTF-8, one order of fields, numbers as short as they come back; the same report gives the same bytes. What is not finite is null.</summary>
public static class AcceptanceJson
{
    /// <summary>Rises when a field changes its meaning.</summary>
    public const int Version = 1;

    private static readonly JsonWriterOptions Options = new() { Indented = false, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(AcceptanceReport report)
    {
        ArgumentNullException.ThrowIfNull(report);
        using MemoryStream bytes = new();
        using (Utf8JsonWriter json = new(bytes, Options))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteBoolean("accepted", report.Accepted);
            json.WriteBoolean("hold_out_due", report.IsHoldOutDue);
            WriteCandidate(json, report);
            json.WriteStartObject("data");
            json.WriteString("id", report.Data.Data);
            json.WriteString("window", report.Data.Id);
            Strings(json, "instruments", report.Data.Instruments);
            json.WriteNumber("trials", report.Trials);
            json.WriteNumber("compared_trials", report.ComparedTrials);
            json.WriteEndObject();
            json.WriteNumber("seed", report.Seed);
            WriteGates(json, report.Gates);
            json.WriteStartArray("parts");
            foreach (ReportPart part in ReportPart.Of(report)) { WritePart(json, part); }
            json.WriteEndArray();
            WriteThresholds(json, report.Thresholds);
            json.WriteEndObject();
        }

        return bytes.ToArray();
    }

    private static void WriteCandidate(Utf8JsonWriter json, AcceptanceReport report)
    {
        json.WriteStartObject("candidate");
        json.WriteString("hash", report.Candidate.Hash);
        json.WriteString("name", report.Candidate.Document.Name);
        json.WriteString("family", report.Family);
        json.WriteString("proposer", report.Candidate.Proposer);
        json.WriteString("proposer_version", report.Candidate.ProposerVersion);
        json.WriteString("template", report.Candidate.Template);
        json.WriteStartObject("parameters");
        foreach ((string name, double value) in report.Candidate.Parameters.OrderBy(one => one.Key, StringComparer.Ordinal)) { Number(json, name, value); }
        json.WriteEndObject();
        json.WriteString("observation", report.Candidate.ObservationHash);
        json.WriteString("source", report.Candidate.Source);
        json.WriteEndObject();
    }

    private static void WriteGates(Utf8JsonWriter json, IReadOnlyList<Gate> gates)
    {
        json.WriteStartArray("gates");
        foreach (Gate gate in gates)
        {
            json.WriteStartObject();
            json.WriteString("name", gate.Name);
            Number(json, "value", gate.Value);
            json.WriteString("comparison", gate.Comparison switch { GateComparison.AtLeast => "at_least", GateComparison.AtMost => "at_most", _ => "above" });
            Number(json, "limit", gate.Limit);
            if (gate.Passed is { } passed) { json.WriteBoolean("passed", passed); } else { json.WriteNull("passed"); }
            json.WriteString("reason", gate.Reason);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void WritePart(Utf8JsonWriter json, ReportPart part)
    {
        json.WriteStartObject();
        json.WriteString("name", part.Name);
        json.WriteString("start", part.Window.Start.ToString());
        json.WriteString("end", part.Window.End.ToString());
        json.WriteBoolean("opened", part.Outcome is not null);
        if (part.Outcome is { } outcome)
        {
            Number(json, "total_return", outcome.TotalReturn);
            Number(json, "max_drawdown", outcome.MaxDrawdown);
            json.WriteNumber("trades", outcome.Trades);
            Number(json, "periods_per_year", outcome.PeriodsPerYear);
            json.WriteString("state_hash", outcome.StateHash);
            json.WriteString("failure", outcome.Failure);
            json.WriteStartArray("returns");
            foreach (double one in outcome.Returns) { json.WriteNumberValue(one); }
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }

    private static void WriteThresholds(Utf8JsonWriter json, AcceptanceThresholds thresholds)
    {
        json.WriteStartObject("thresholds");
        Number(json, "deflated_sharpe", thresholds.DeflatedSharpe);
        Number(json, "overfitting_probability", thresholds.OverfittingProbability);
        json.WriteNumber("overfitting_blocks", thresholds.OverfittingBlocks);
        Number(json, "permutation_p", thresholds.PermutationP);
        json.WriteNumber("permutations", thresholds.Permutations);
        Number(json, "walk_forward_efficiency", thresholds.WalkForwardEfficiency);
        json.WriteNumber("walk_forward_splits", thresholds.WalkForwardSplits);
        json.WriteNumber("out_of_sample_trades", thresholds.OutOfSampleTrades);
        Number(json, "minimum_return", thresholds.MinimumReturn);
        Number(json, "max_drawdown", thresholds.MaxDrawdown);
        json.WriteNumber("sub_periods", thresholds.SubPeriods);
        Number(json, "stable_sub_periods", thresholds.StableSubPeriods);
        Number(json, "out_of_sample_share", thresholds.OutOfSampleShare);
        Number(json, "hold_out_share", thresholds.HoldOutShare);
        Number(json, "embargo_share", thresholds.EmbargoShare);
        json.WriteEndObject();
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (string value in values) { json.WriteStringValue(value); }
        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, double? value)
    {
        if (value is { } number && double.IsFinite(number)) { json.WriteNumber(name, number); } else { json.WriteNull(name); }
    }
}
