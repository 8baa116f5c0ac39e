using System.CommandLine;
using System.CommandLine.Parsing;
using System.Numerics;
using LlmTrader.Tools.Cli.Help;

namespace LlmTrader.Tools.Cli.Verbs;

/// <summary>The few kinds of options that verbs share, with their checks.</summary>
internal static class OptionOf
{
    /// <summary>A whole number within bounds.</summary>
    public static Option<T> Number<T>(string name, string unit, string description, T fallback, T least, T most)
        where T : struct, IBinaryInteger<T>
    {
        Option<T> option = new(name) { HelpName = unit, Description = description, DefaultValueFactory = _ => fallback };
        option.CustomParser = result => ParseNumber(result, name, least, most);
        return option;
    }

    /// <summary>A whole number from 0 that may be left out.</summary>
    public static Option<long?> OptionalNumber(string name, string unit, string description, long most = long.MaxValue)
    {
        Option<long?> option = new(name) { HelpName = unit, Description = description };
        option.CustomParser = result => ParseNumber(result, name, 0L, most);
        return option;
    }

    /// <summary>A decimal number from 0, such as milliseconds.</summary>
    public static Option<decimal> Decimal(string name, string unit, string description, decimal fallback, decimal most)
    {
        Option<decimal> option = new(name) { HelpName = unit, Description = description, DefaultValueFactory = _ => fallback };
        option.CustomParser = result =>
        {
            string text = result.Tokens[0].Value;
            bool isNumber = decimal.TryParse(text, System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out decimal value);
            if (!isNumber || value > most) { result.AddError($"{name} is '{text}'; a number from 0 to {most.ToString(System.Globalization.CultureInfo.InvariantCulture)} {unit} is expected."); }
            return value;
        };
        return option;
    }

    /// <summary>Present or not.</summary>
    public static Option<bool> Flag(string name, string description) => new(name) { Description = description };

    /// <summary>One or more whole numbers within bounds.</summary>
    public static Option<T[]> Numbers<T>(string name, string unit, string description, T[] fallback, T least, T most)
        where T : struct, IBinaryInteger<T>
    {
        Option<T[]> option = new(name) { HelpName = unit, Description = description, DefaultValueFactory = _ => fallback };
        option.CustomParser = result => [.. result.Tokens.Select(token => ParseNumber(token.Value, result, name, least, most))];
        return option;
    }

    /// <summary>One of a few words.</summary>
    public static Option<T> Choice<T>(string name, string description, T fallback, params (string Word, T Value)[] choices)
    {
        Option<T> option = new(name) { HelpName = Words(choices), Description = description, DefaultValueFactory = _ => fallback };
        option.CustomParser = result => Choose(result.Tokens[0].Value, result, name, choices);
        return option;
    }

    /// <summary>Some of a few words.</summary>
    public static Option<T[]> Choices<T>(string name, string description, T[] fallback, params (string Word, T Value)[] choices)
    {
        Option<T[]> option = new(name) { HelpName = Words(choices), Description = description, DefaultValueFactory = _ => fallback };
        option.CustomParser = result => [.. result.Tokens.Select(token => Choose(token.Value, result, name, choices))];
        return option;
    }

    /// <summary>A text that stays as it is.</summary>
    public static Option<string?> Text(string name, string unit, string description) => new(name) { HelpName = unit, Description = description };

    /// <summary>Texts that stay as they are.</summary>
    public static Option<string[]> Texts(string name, string unit, string description) =>
        new(name) { HelpName = unit, Description = description, DefaultValueFactory = _ => [] };

    private static string Words<T>((string Word, T Value)[] choices) => string.Join("|", choices.Select(choice => choice.Word));

    private static T ParseNumber<T>(ArgumentResult result, string name, T least, T most)
        where T : struct, IBinaryInteger<T> => ParseNumber(result.Tokens[0].Value, result, name, least, most);

    private static T ParseNumber<T>(string text, ArgumentResult result, string name, T least, T most)
        where T : struct, IBinaryInteger<T>
    {
        // 10_000 and 10,000 are how people write rates; they mean nothing else.
        string digits = text.Replace("_", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);
        bool isNumber = T.TryParse(digits, System.Globalization.NumberStyles.AllowLeadingSign, System.Globalization.CultureInfo.InvariantCulture, out T value);
        if (!isNumber || value < least || value > most)
        {
            result.AddError($"{name} is '{text}'; a whole number from {least} to {most} is expected.");
        }

        return value;
    }

    private static T Choose<T>(string word, ArgumentResult result, string name, (string Word, T Value)[] choices)
    {
        foreach ((string known, T value) in choices)
        {
            if (string.Equals(known, word, StringComparison.OrdinalIgnoreCase)) { return value; }
        }

        string hint = Nearest.Find(word, choices.Select(choice => choice.Word)) is { } nearest ? $" Did you mean '{nearest}'?" : "";
        result.AddError($"{name} is '{word}'; one of {string.Join(", ", choices.Select(choice => choice.Word))} is expected.{hint}");
        return default!;
    }
}
