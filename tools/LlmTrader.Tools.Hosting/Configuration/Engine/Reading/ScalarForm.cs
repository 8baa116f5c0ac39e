using System.Globalization;
using LlmTrader.Engine.Core;
using LlmTrader.Strategies.Rules.Language;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>How values of a type are written.</summary>
/// <param name="Expected">What is expected, for messages: <c>a time such as 50us, 2s, 10m or 90d</c>.</param>
/// <param name="Remedy">What to do when it is not that, a sentence.</param>
/// <param name="Parse">Null for what can't be read.</param>
/// <param name="Format">As it would be written.</param>
/// <param name="Measure">By which values are compared; null for types that have no order.</param>
/// <param name="JsonType">In a JSON Schema.</param>
/// <param name="Words">All that can be written; null when that is no list.</param>
internal sealed record ScalarForm(
    string Expected, string Remedy, Func<string, object?> Parse, Func<object, string> Format, Func<object, decimal>? Measure, string JsonType, IReadOnlyList<string>? Words = null)
{
    private static readonly Dictionary<Type, ScalarForm> Known = new()
    {
        [typeof(string)] = new("a text", "Write it behind the key.", text => text, value => (string)value, null, "string"),
        [typeof(bool)] = new("true or false", "Write true or false.", BoolOf, value => (bool)value ? "true" : "false", null, "boolean", ["true", "false"]),
        [typeof(int)] = Whole<int>(),
        [typeof(long)] = Whole<long>(),
        [typeof(ulong)] = Whole<ulong>(),
        [typeof(decimal)] = new(
            "a number such as 0.5", "Write digits with a point and no separators.",
            text => decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal value) ? value : null,
            value => ((decimal)value).ToString("0.############################", CultureInfo.InvariantCulture), value => (decimal)value, "number"),
        [typeof(TimeSpan)] = new(
            "a time such as 50us, 2s, 10m or 90d", "Write a number and its unit (us, ms, s, m, h or d) without a space.",
            text => TimeSpanText.TryParse(text, out TimeSpan value) ? value : null, value => TimeSpanText.Format((TimeSpan)value), value => ((TimeSpan)value).Ticks, "string"),
        [typeof(ByteSize)] = new(
            "a size such as 64KiB, 256MiB or 2GiB", "Write a whole number and its unit (B, KiB, MiB or GiB).",
            text => ByteSize.TryParse(text, out ByteSize value) ? value : null, value => ((ByteSize)value).ToString(), value => ((ByteSize)value).Bytes, "string"),
        [typeof(Ratio)] = new(
            "a share such as 8% or 0.08, in whole hundredths of a percent", "Write a percentage with at most 2 decimals, such as 8%.",
            text => Ratio.TryParse(text, out Ratio value) ? value : null, value => ((Ratio)value).ToString(), value => ((Ratio)value).BasisPoints, "string"),
        [typeof(FeeRate)] = new(
            "a share such as 0.1% or 0.001", "Write a percentage such as 0.1%; a rebate is below zero.",
            text => FeeOf(text), value => $"{FixedPoint.Format(((FeeRate)value).Raw, FeeRate.Scale - 2)}%", value => ((FeeRate)value).Raw, "string"),
        [typeof(SecretReference)] = new(
            "a reference to a secret, ${env:NAME} or file:/path", "Put the secret into an environment variable or a file, and write ${env:NAME} or file:/path.",
            text => SecretReference.TryParse(text, out SecretReference? value) ? value : null, value => value.ToString()!, null, "string"),
    };

    /// <summary>Null when values of the type are no single words.</summary>
    public static ScalarForm? For(Type type)
    {
        Type plain = Nullable.GetUnderlyingType(type) ?? type;
        if (Known.TryGetValue(plain, out ScalarForm? form)) { return form; }
        return plain.IsEnum ? Of(plain) : null;
    }

    /// <summary>The nearest word, for a remedy; null when none is near.</summary>
    public string? NearestOf(string text) => Words is null ? null : Suggestion.Nearest(text, Words);

    private static ScalarForm Of(Type type)
    {
        string[] words = [.. Enum.GetNames(type).Select(KeyName.Of)];
        bool areFlags = type.IsDefined(typeof(FlagsAttribute), inherit: false);
        string expected = words.Length == 1 ? words[0] : $"{string.Join(", ", words[..^1])} or {words[^1]}";
        return new ScalarForm(
            areFlags ? $"{expected}, or several with commas," : expected, $"Write {expected}.",
            text => areFlags ? FlagsOf(type, text) : WordOf(type, text), value => Written(value, areFlags), null, "string", areFlags ? null : words);
    }

    private static string Written(object value, bool areFlags) =>
        areFlags ? string.Join(", ", value.ToString()!.Split(", ").Select(KeyName.Of)) : KeyName.Of(value.ToString()!);

    private static object? WordOf(Type type, string text)
    {
        string? name = Enum.GetNames(type).FirstOrDefault(known => KeyName.AreSame(known, text));
        return name is null ? null : Enum.Parse(type, name);
    }

    private static object? FlagsOf(Type type, string text)
    {
        long flags = 0;
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (WordOf(type, word) is not { } one) { return null; }
            flags |= Convert.ToInt64(one, CultureInfo.InvariantCulture);
        }

        return Enum.ToObject(type, flags);
    }

    private static ScalarForm Whole<T>()
        where T : struct, System.Numerics.IBinaryInteger<T> => new(
            "a whole number", "Write digits alone.",
            text => T.TryParse(text.Replace("_", "", StringComparison.Ordinal), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out T value) ? value : null,
            value => string.Create(CultureInfo.InvariantCulture, $"{value}"), value => decimal.CreateChecked((T)value), "integer");

    private static object? BoolOf(string text) => text switch { "true" => true, "false" => false, _ => null };

    private static FeeRate? FeeOf(string text)
    {
        try { return new FeeRate(RateText.Parse(text)); }
        catch (Exception e) when (e is FormatException or OverflowException) { return null; }
    }
}
