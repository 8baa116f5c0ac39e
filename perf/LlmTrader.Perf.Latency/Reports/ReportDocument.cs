using System.Text.Json;

namespace LlmTrader.Perf.Latency.Reports;

/// <summary>What a comparison reads of a report's file; a benchmark's own --json has it too.</summary>
/// <param name="Environment">Where it was measured; null when the file does not tell.</param>
/// <param name="Measurements">Each with its runs.</param>
public sealed record ReportDocument(BenchmarkEnvironment? Environment, IReadOnlyList<Measurement> Measurements)
{
    /// <summary>Reads a file. Throws <see cref="FormatException"/> that names the file and what is wrong with it.</summary>
    public static ReportDocument Read(string file)
    {
        ReportDocument? read;
        try { read = JsonSerializer.Deserialize<ReportDocument>(File.ReadAllText(file), ReportFiles.Json); }
        catch (JsonException e) { throw new FormatException($"'{file}', line {e.LineNumber + 1}: {e.Path}: not a report. {e.Message}"); }
        if (read?.Measurements is not { Count: > 0 } measurements) { throw new FormatException($"'{file}' has no 'measurements'; a report.json of `bench all`, or a benchmark's --json, is expected."); }
        HashSet<string> names = [];
        for (int i = 0; i < measurements.Count; i++)
        {
            string? problem = measurements[i] switch
            {
                null or { Name: null or "" } => "has no name",
                { Unit: null } => "has no unit",
                { Runs: null or { Count: 0 } } => "has no runs",
                { Runs: { } runs } when runs.Any(run => !double.IsFinite(run)) => "has a run that is no finite number",
                { Name: { } name } when !names.Add(name) => "is there twice",
                { Better: var better } when !Enum.IsDefined(better) => "does not say which way it improves",
                _ => null,
            };
            if (problem is not null) { throw new FormatException($"'{file}': measurements[{i}] ({measurements[i]?.Name}) {problem}."); }
        }

        return read;
    }
}
