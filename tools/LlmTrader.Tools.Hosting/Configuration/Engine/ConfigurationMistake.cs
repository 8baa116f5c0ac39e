using LlmTrader.Tools.Hosting.Runs;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>One thing in a configuration that can't be used.</summary>
/// <param name="Origin">Where it is written.</param>
/// <param name="Key">The key's whole path, such as <c>journal.mode</c> or <c>feeds[0].rate</c>; empty for the file as a whole.</param>
/// <param name="Problem">What was given and what is expected, a sentence. Never a secret.</param>
/// <param name="Remedy">What to do, a sentence.</param>
public sealed record ConfigurationMistake(ConfigurationOrigin Origin, string Key, string Problem, string Remedy)
{
    /// <summary><c>engine.yaml:12: journal.mode: 'grup' is given; … Write 'group'.</c></summary>
    public override string ToString() => Key.Length == 0 ? $"{Origin}: {Problem} {Remedy}" : $"{Origin}: {Key}: {Problem} {Remedy}";
}

/// <summary>All mistakes of a configuration at once, by place. Its message has a line for each.</summary>
public sealed class ConfigurationException : RunException
{
    public ConfigurationException(IReadOnlyList<ConfigurationMistake> mistakes)
        : base(string.Join('\n', mistakes)) => Mistakes = mistakes;

    public IReadOnlyList<ConfigurationMistake> Mistakes { get; }
}
