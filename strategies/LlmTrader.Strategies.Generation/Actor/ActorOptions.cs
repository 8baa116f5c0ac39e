namespace LlmTrader.Strategies.Generation.Actor;

/// <summary>How a model is asked for proposals.</summary>
public sealed record ActorOptions
{
    /// <summary>
    /// Of a question, whatever the universe: endpoints take schemas with 1,000 words in their enums at most, and the language's own are most of
    /// those. Of more the first by name.
    /// </summary>
    public const int MostSymbols = 100;

    /// <summary>Instruments of an empty universe; above <see cref="MostSymbols"/> it says nothing.</summary>
    public int UniverseLimit { get; init; } = MostSymbols;

    /// <summary>Earlier proposals that are run again beside a new one.</summary>
    public int EarlierLimit { get; init; } = 64;

    /// <summary>Trials whose returns come with a proposal.</summary>
    public int TrialLimit { get; init; } = 1_000;

    /// <summary>
    /// The <see cref="Observations.MarketFingerprint"/> that a model was asked with last, in another decision than this one; null when none was.
    /// </summary>
    public Func<string?, string?> LastAsked { get; init; } = _ => null;
}
