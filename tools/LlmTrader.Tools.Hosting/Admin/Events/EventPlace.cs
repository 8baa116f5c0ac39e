using System.Globalization;
using System.Text.Unicode;

namespace LlmTrader.Tools.Hosting.Admin.Events;

/// <summary>
/// How far a subscriber has come in both streams: the last event, and the last derived record with how many of its sequence were passed.
/// It is the id of what is sent, so that who comes back with it misses nothing and gets nothing twice.
/// </summary>
/// <param name="In">The last sequence of <c>in</c>; the one before the first that is wanted.</param>
/// <param name="Out">The sequence of <c>out</c> that was come to.</param>
/// <param name="OfOut">Records of that sequence that were passed.</param>
internal readonly record struct EventPlace(long In, long Out, int OfOut) : IUtf8SpanFormattable
{
    /// <summary>Before everything of a sequence.</summary>
    public static EventPlace Before(long sequence) => new(sequence - 1, sequence, 0);

    /// <summary>Behind one more record of <c>out</c>.</summary>
    public EventPlace Pass(long outSequence) => outSequence == Out ? this with { OfOut = OfOut + 1 } : this with { Out = outSequence, OfOut = 1 };

    /// <summary>Reads an id, or a sequence alone.</summary>
    public static EventPlace Parse(string field, string text)
    {
        string[] parts = text.Split(':', '.');
        if (parts.Length == 1 && TryNumber(parts[0], out long from)) { return Before(from); }
        if (parts.Length == 3 && TryNumber(parts[0], out long input) && TryNumber(parts[1], out long output) && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out int passed)) { return new EventPlace(input, output, passed); }
        throw ProblemException.BadField(field, $"'{Texts.Short(text)}' is no sequence, and no id that this stream gave.");
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{In}:{Out}.{OfOut}");

    /// <inheritdoc/>
    public bool TryFormat(Span<byte> utf8Destination, out int bytesWritten, ReadOnlySpan<char> format, IFormatProvider? provider) =>
        Utf8.TryWrite(utf8Destination, CultureInfo.InvariantCulture, $"{In}:{Out}.{OfOut}", out bytesWritten);

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out number) && number >= -1;
}
