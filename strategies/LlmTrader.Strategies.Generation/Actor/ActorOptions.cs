namespace LlmTrader.Strategies.Generation.Actor;

/// <summary>How a model is asked for proposals.</summary>
public sealed record ActorOptions
{
    /// <summary>Instruments of an empty universe.</summary>
    public int UniverseLimit { get; init; } = 200;

    /// <summary>Earlier proposals that are run again beside a new one.</summary>
    public int EarlierLimit { get; init; } = 64;

    /// <summary>Trials whose returns come with a proposal.</summary>
    public int TrialLimit { get; init; } = 1_000;

    /// <summary>
    /// The <see cref="Observations.MarketFingerprint"/> that a model was asked with last, in another decision than this one; null when none was.
    /// </summary>
    public Func<string?, string?> LastAsked { get; init; } = _ => null;
}
