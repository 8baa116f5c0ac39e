using System.Collections.Immutable;
using LlmTrader.Engine.Core;

namespace LlmTrader.Strategies.Generation.Observations;

/// <summary>What masked names and numbers stand for. Whoever has it can take the mask off: it stays on this machine.</summary>
public sealed record AnonymisationMap
{
    /// <summary>Which letters the instruments got depends on it and on their names alone.</summary>
    public required ulong Seed { get; init; }

    /// <summary>When it was.</summary>
    public required Timestamp AsOf { get; init; }

    /// <summary>By letter: the full name, and the price that 100 stands for.</summary>
    public required ImmutableSortedDictionary<string, (string Name, decimal Price)> Instruments { get; init; }

    /// <summary>Masked to plain: currencies, accounts, orders and decisions.</summary>
    public required ImmutableSortedDictionary<string, string> Names { get; init; }

    /// <summary>The full name behind a letter; null when the letter stands for nothing.</summary>
    public string? NameOf(string letter) => Instruments.TryGetValue(letter, out (string Name, decimal) known) ? known.Name : null;

    /// <summary>The price that a masked one is, to the places that masking leaves.</summary>
    /// <exception cref="KeyNotFoundException">The letter stands for nothing.</exception>
    public decimal PriceOf(string letter, decimal masked) => masked * Instruments[letter].Price / 100;
}
