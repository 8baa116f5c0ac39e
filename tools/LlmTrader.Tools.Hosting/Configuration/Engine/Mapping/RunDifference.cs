namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>A value that decisions depend on and that a journal and a configuration do not share, by the configuration's key.</summary>
/// <param name="Key">As the file has it.</param>
/// <param name="Journal">As it would be written for what the journal pins; null when the journal has no such thing.</param>
/// <param name="Configuration">As it would be written for what is configured now; null when it has no such thing.</param>
/// <param name="Command">What changes it while the engine runs; null when nothing does.</param>
public sealed record RunDifference(string Key, string? Journal, string? Configuration, string? Command)
{
    private const string Absent = "(not there)";

    /// <summary>All of them, in the order of the journal, then of the configuration.</summary>
    public static IReadOnlyList<RunDifference> Between(RunConfiguration journal, RunConfiguration configuration)
    {
        Dictionary<string, RunValue> before = RunValue.Of(journal), after = RunValue.Of(configuration);
        return
        [
            .. before.Keys.Concat(after.Keys).Distinct().Select(key => (Key: key, Left: before.GetValueOrDefault(key), Right: after.GetValueOrDefault(key)))
                .Where(pair => pair.Left?.Text != pair.Right?.Text)
                .Select(pair => new RunDifference(pair.Key, pair.Left?.Text, pair.Right?.Text, pair.Left?.Command is null ? null : pair.Right?.Command)),
        ];
    }

    /// <summary><c>engine.yaml:27 risk.daily_loss: 2% -> 3%</c>, and what else would do it.</summary>
    public string Text(Func<string, ConfigurationOrigin> placeOf)
    {
        ArgumentNullException.ThrowIfNull(placeOf);
        string command = Command is null ? "" : $" (or at run time: `{Command}`)";
        return $"{placeOf(Key)} {Key}: {Journal ?? Absent} -> {Configuration ?? Absent}{command}";
    }
}
