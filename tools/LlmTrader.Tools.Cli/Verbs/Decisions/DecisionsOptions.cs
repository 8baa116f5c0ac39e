using System.CommandLine;
using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Decisions;
using LlmTrader.Tools.Cli.Verbs.Live;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Cli.Verbs.Decisions;

/// <summary>Which strategist's journal is meant, and which of its records.</summary>
internal sealed class DecisionsOptions
{
    private readonly Option<string> _config = ConfigOption.Create();
    private readonly Option<string?> _directory = OptionOf.Text("--directory", "DIR", "The strategist's journal itself, in place of the one that the configuration names.");
    private readonly Option<string?> _day = OptionOf.Text("--day", "DATE", "Only decisions that began on this day of UTC, such as 2026-11-21.");

    public void AddTo(Command command, bool byDay = true)
    {
        command.Options.Add(_config);
        command.Options.Add(_directory);
        if (byDay) { command.Options.Add(_day); }
    }

    /// <summary>The journal's directory.</summary>
    /// <exception cref="UsageException">There is none.</exception>
    public string Find(ParseResult arguments)
    {
        string file = arguments.GetValue(_config)!;
        string directory = arguments.GetValue(_directory) ?? OfConfiguration(file);
        return DecisionSegments.In(directory).Count > 0 ? directory : throw new UsageException($"'{directory}' holds no strategist's journal; name one with --directory, or its configuration with --config.");
    }

    /// <summary>The records of the decisions that began on the day that was asked for; of all when none was.</summary>
    public IReadOnlyList<DecisionRecord> Read(ParseResult arguments)
    {
        List<DecisionRecord> all = [.. DecisionReader.All(Find(arguments))];
        if (ParseDay(arguments.GetValue(_day)) is not { } day) { return all; }
        HashSet<string> begun = [.. all.GroupBy(record => record.Decision).Where(group => DayOf(group.First().Time) == day).Select(group => group.Key)];
        return [.. all.Where(record => begun.Contains(record.Decision))];
    }

    /// <summary>The records of one decision.</summary>
    /// <exception cref="UsageException">There is no such decision.</exception>
    public IReadOnlyList<DecisionRecord> Read(ParseResult arguments, string decision)
    {
        DecisionRecord[] own = [.. DecisionReader.All(Find(arguments)).Where(record => record.Decision == decision)];
        return own.Length > 0 ? own : throw new UsageException($"There is no decision '{decision}'; `llmtrader decisions list` tells which there are.");
    }

    /// <summary>The value of an option <c>--day</c>; null when it was left out.</summary>
    /// <exception cref="UsageException">It is no day.</exception>
    public static DateOnly? ParseDay(string? text) => text is null ? null
        : DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) ? day
        : throw new UsageException($"--day is '{text}'; a day such as 2026-11-21 is expected.");

    /// <summary>The day of UTC that a time lies in.</summary>
    public static DateOnly DayOf(Timestamp time) => DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(time.Nanoseconds / 100));

    // A mistake that has crept into the configuration does not keep anybody from what was decided.
    private static string OfConfiguration(string file)
    {
        try { return ConfigOption.Read(file).Paths.Strategist; }
        catch (RunException) when (File.Exists(file) && ConfigOption.UsualPaths(file).Strategist is var usual && Directory.Exists(usual)) { return usual; }
    }
}
