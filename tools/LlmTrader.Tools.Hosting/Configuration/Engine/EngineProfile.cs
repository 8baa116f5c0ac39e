using LlmTrader.Engine.Core;
using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Configurations to begin with: a commented engine.yaml, a rule set and the schema beside it.</summary>
public static class EngineProfile
{
    /// <summary>What the configuration is called.</summary>
    public const string FileName = "engine.yaml";

    private const string RuleSetName = "moving-average-cross.yaml";

    /// <summary>The profiles, the first being the one for newcomers.</summary>
    public static IReadOnlyList<string> Names { get; } = ["demo", "crypto-paper"];

    /// <summary>Writes the files of a profile, all of them or none, and gives their paths.</summary>
    /// <param name="profile">One of <see cref="Names"/>.</param>
    /// <param name="directory">Where to; made when it is not there.</param>
    /// <param name="replace">Whether files that lie there may be written over.</param>
    /// <exception cref="RunException">One lies there and may not be replaced, or the disk refuses.</exception>
    public static IReadOnlyList<string> Write(string profile, string directory, bool replace)
    {
        ArgumentNullException.ThrowIfNull(profile);
        (string Name, string Text)[] files = [(FileName, Resource($"profile-{profile}.yaml")), (RuleSetName, RuleSetFor(profile)), (EngineSchema.FileName, EngineSchema.ToJson())];
        string[] taken = [.. files.Select(file => Path.Combine(directory, file.Name)).Where(Path.Exists)];
        if (taken.Length > 0 && !replace) { throw new RunException($"'{taken[0]}' is there already; add --force to replace it, or name another directory by --to."); }
        try
        {
            Directory.CreateDirectory(directory);
            foreach ((string name, string text) in files) { File.WriteAllText(Path.Combine(directory, name), text); }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new RunException($"'{directory}' can't be written to: {e.Message}", e);
        }

        return [.. files.Select(file => Path.Combine(directory, file.Name))];
    }

    // The set as it comes with the program, but sized to the profiles' position ratio; the demo's bars are short, so that it trades within a minute or two.
    private static string RuleSetFor(string profile)
    {
        string sized = Replaced(Resource(RuleSetName), "sizing: {percent_of_equity: 50}", "sizing: {percent_of_equity: 20}");
        return profile == Names[0] ? Replaced(sized, "bar: 1m", "bar: 1s") : sized;
    }

    private static string Replaced(string text, string before, string after)
    {
        Invariant.Holds(text.Contains(before, StringComparison.Ordinal));
        return text.Replace(before, after, StringComparison.Ordinal);
    }

    private static string Resource(string name)
    {
        using Stream stream = typeof(EngineProfile).Assembly.GetManifestResourceStream(name) ?? throw new ArgumentException($"There is no profile '{name}'.", nameof(name));
        using StreamReader reader = new(stream);
        return reader.ReadToEnd();
    }
}
