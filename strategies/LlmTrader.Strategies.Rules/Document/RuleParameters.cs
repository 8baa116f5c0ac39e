using System.Collections.Immutable;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Strategies.Rules.Document;

/// <summary>Sets a document's parameters, for an optimiser.</summary>
public static class RuleParameters
{
    /// <summary>The document with other defaults; those not named keep theirs. Its id differs, since its text does.</summary>
    /// <exception cref="ArgumentException">A name is unknown, or a value is outside its parameter's range or between two of its steps.</exception>
    public static RuleDocument WithParameters(this RuleDocument document, IReadOnlyDictionary<string, double> values)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(values);
        foreach (string name in values.Keys)
        {
            if (!document.Parameters.Any(parameter => parameter.Name == name))
            {
                throw new ArgumentException($"Rule set '{document.Name}' has no parameter '{name}'; {Suggestion.For(name, document.Parameters.Select(p => p.Name)) ?? "see its params"}");
            }
        }

        return document with { Parameters = [.. document.Parameters.Select(With)] };

        RuleParameter With(RuleParameter parameter)
        {
            if (!values.TryGetValue(parameter.Name, out double value)) { return parameter; }
            if (value >= parameter.Minimum && value <= parameter.Maximum)
            {
                if (value == parameter.Default || IsOnStep(parameter, value)) { return parameter with { Default = value }; }
                throw new ArgumentException($"Parameter '{parameter.Name}' of rule set '{document.Name}' is {value}, which is no whole number of steps of {parameter.Step} from {parameter.Minimum}.");
            }

            throw new ArgumentException($"Parameter '{parameter.Name}' of rule set '{document.Name}' is {value}, {parameter.Minimum} to {parameter.Maximum} is expected.");
        }
    }

    // Steps such as 0.1 have no exact double: off by a millionth of a step is on it.
    private static bool IsOnStep(RuleParameter parameter, double value)
    {
        double steps = (value - parameter.Minimum) / parameter.Step;
        return parameter.Step == 0 || Math.Abs(steps - Math.Round(steps)) < 1e-6;
    }
}
