using System.Collections.Immutable;
using LlmTrader.Strategies.Indicators;

namespace LlmTrader.Strategies.Rules.Language;

/// <summary>An indicator with its parameters and inputs; equal calls share one.</summary>
public sealed record IndicatorInstance
{
    public required IndicatorDefinition Definition { get; init; }

    /// <summary>One value for each parameter of the definition, defaults filled in and ranges checked.</summary>
    public required ImmutableArray<double> Parameters { get; init; }

    /// <summary>The stream whose bars update it.</summary>
    public required int Stream { get; init; }

    /// <summary>The node that updates it.</summary>
    public required int Node { get; init; }

    /// <summary>Updates with defined inputs until all outputs are defined.</summary>
    public required int WarmUp { get; init; }

    /// <summary>A new indicator in its first state.</summary>
    public IIndicator Create() => Definition.Create(Parameters.AsSpan());
}
