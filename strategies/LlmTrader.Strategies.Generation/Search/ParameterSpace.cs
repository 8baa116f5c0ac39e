using System.Collections.Immutable;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Document;

namespace LlmTrader.Strategies.Generation.Search;

/// <summary>One parameter with the values that it may take, in rising order.</summary>
public sealed record SearchDimension(string Name, ImmutableArray<double> Values);

/// <summary>All that a rule set's parameters can be: a grid, each dimension in the parameter's own steps.</summary>
public sealed class ParameterSpace
{
    /// <summary>How many values a range without a step is cut into.</summary>
    public const int ValuesWithoutStep = 101;

    private ParameterSpace(ImmutableArray<SearchDimension> dimensions) => Dimensions = dimensions;

    /// <summary>The parameters that have a range, by name; those without keep their default.</summary>
    public ImmutableArray<SearchDimension> Dimensions { get; }

    /// <summary>How many points there are; <see cref="long.MaxValue"/> when a long can't count them.</summary>
    public long Size
    {
        get
        {
            Int128 size = 1;
            foreach (SearchDimension dimension in Dimensions) { size = Int128.Min(long.MaxValue, size * dimension.Values.Length); }
            return (long)size;
        }
    }

    /// <summary>The space of a document's <c>params</c>. Throws <see cref="ArgumentException"/> when none has a range, or one has more values than an int counts.</summary>
    public static ParameterSpace Of(RuleDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        ImmutableArray<SearchDimension> dimensions = [.. document.Parameters.Where(parameter => parameter.Maximum > parameter.Minimum).Select(parameter => new SearchDimension(parameter.Name, ValuesOf(parameter)))];
        return dimensions.IsEmpty
            ? throw new ArgumentException($"Rule set '{document.Name}' has nothing to vary: none of its params has a range. Write one such as 'fast: {{default: 10, min: 2, max: 50, step: 1}}'.")
            : new ParameterSpace(dimensions);
    }

    /// <summary>A point by its number, the last dimension running fastest.</summary>
    public SearchPoint At(long number)
    {
        int[] places = new int[Dimensions.Length];
        for (int i = places.Length - 1; i >= 0; i--) { (number, places[i]) = (number / Dimensions[i].Values.Length, (int)(number % Dimensions[i].Values.Length)); }
        return new SearchPoint([.. places]);
    }

    /// <summary>A point, each as likely as every other.</summary>
    public SearchPoint Draw(ref Xoshiro256StarStar random)
    {
        int[] places = new int[Dimensions.Length];
        for (int i = 0; i < places.Length; i++) { places[i] = random.Below(Dimensions[i].Values.Length); }
        return new SearchPoint([.. places]);
    }

    /// <summary>The parameters' values at a point, in the order of the dimensions.</summary>
    public IReadOnlyDictionary<string, double> ValuesAt(SearchPoint point)
    {
        OrderedDictionary<string, double> values = [];
        for (int i = 0; i < Dimensions.Length; i++) { values.Add(Dimensions[i].Name, Dimensions[i].Values[point.Places[i]]); }
        return values;
    }

    // In decimal: 0.1 three times is 0.3, as a person would have written it.
    private static ImmutableArray<double> ValuesOf(RuleParameter parameter)
    {
        decimal minimum = (decimal)parameter.Minimum;
        decimal range = (decimal)parameter.Maximum - minimum;
        decimal step = parameter.Step > 0 ? (decimal)parameter.Step : range / (ValuesWithoutStep - 1);
        decimal count = decimal.Floor((range / step) + 0.000001m) + 1;   // What a document takes for a whole step.
        if (count > 1_000_000) { throw new ArgumentException($"Parameter '{parameter.Name}' has more than a million values; give it a larger step."); }
        return [.. Enumerable.Range(0, (int)count).Select(i => Math.Min(parameter.Maximum, (double)(minimum + (i * step))))];
    }
}
