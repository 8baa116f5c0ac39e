using LlmTrader.Strategies.Generation.Questions;

namespace LlmTrader.Tools.Hosting.Strategist.Models;

/// <summary>The models that a strategist works with. Without any the local search proposes, and nobody gives a second opinion.</summary>
public sealed record StrategistModels
{
    public static StrategistModels None { get; } = new();

    /// <summary>Proposes; null is the local search alone.</summary>
    public IStructuredQuestion? Actor { get; init; }

    /// <summary>Whether the local search proposes where the actor does not.</summary>
    public bool FallsBack { get; init; } = true;

    /// <summary>So often the actor may change a candidate that the checker sends back.</summary>
    public int Revisions { get; init; } = 1;

    /// <summary>Gives a second opinion; null is nobody.</summary>
    public IStructuredQuestion? Checker { get; init; }

    /// <summary>What there is and what not, in a line.</summary>
    public string Describe() => (Actor, Checker) switch
    {
        (null, null) => "no model is configured: the local generator proposes, and nobody gives a second opinion",
        (null, _) => "no actor is configured: the local generator proposes, and a model gives a second opinion",
        (_, null) => $"a model proposes{Fallback}, and nobody gives a second opinion",
        _ => $"a model proposes{Fallback}, and another gives a second opinion",
    };

    private string Fallback => FallsBack ? ", or the local generator where it does not" : "";
}
