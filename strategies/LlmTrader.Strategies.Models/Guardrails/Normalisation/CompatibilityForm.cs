using System.Text;

namespace LlmTrader.Strategies.Models.Guardrails;

/// <summary>
/// Unicode normalisation form KC (UAX 15): decomposed by compatibility, marks in canonical order, composed again. Of our own, because a
/// runtime without globalisation data, as this program has, gives every text back as it was.
/// </summary>
internal static class CompatibilityForm
{
    // Hangul syllables are computed (Unicode, section 3.12).
    private const int SyllableBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int Leads = 19, Vowels = 21, Tails = 28, Syllables = Leads * Vowels * Tails;

    /// <summary>The same form for every way to write it. Half a surrogate pair becomes U+FFFD.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text)) { return text; }
        List<int> points = Decomposed(text);
        Order(points);
        Compose(points);
        StringBuilder form = new(text.Length);
        foreach (int point in points) { form.Append(new Rune(point).ToString()); }
        return form.ToString();
    }

    private static List<int> Decomposed(string text)
    {
        List<int> points = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            int syllable = rune.Value - SyllableBase;
            ReadOnlySpan<int> parts = UnicodeTables.Instance.Decomposition(rune.Value);
            if (syllable is >= 0 and < Syllables)
            {
                points.Add(LeadBase + (syllable / (Vowels * Tails)));
                points.Add(VowelBase + (syllable % (Vowels * Tails) / Tails));
                if (syllable % Tails > 0) { points.Add(TailBase + (syllable % Tails)); }
            }
            else if (parts.IsEmpty) { points.Add(rune.Value); }
            else { points.AddRange(parts); }
        }

        return points;
    }

    // Each run of marks by class, stable.
    private static void Order(List<int> points)
    {
        for (int start = 0; start < points.Count; start++)
        {
            int end = start;
            while (end < points.Count && Class(points[end]) > 0) { end++; }
            if (end - start > 1)
            {
                int[] sorted = [.. points.GetRange(start, end - start).OrderBy(Class)];
                for (int i = 0; i < sorted.Length; i++) { points[start + i] = sorted[i]; }
            }

            start = end;
        }
    }

    private static void Compose(List<int> points)
    {
        int starter = -1, kept = 0;
        int last = -1;    // Class of the mark that was kept last behind the starter; -1 directly behind it.
        for (int read = 0; read < points.Count; read++)
        {
            int point = points[read], own = Class(point);
            bool isBlocked = last != -1 && last >= own;    // Another starter in between has class 0 and blocks too.
            int whole = starter >= 0 && !isBlocked ? Composite(points[starter], point) : -1;
            if (whole >= 0) { points[starter] = whole; continue; }
            points[kept] = point;
            (starter, last) = own == 0 ? (kept, -1) : (starter, own);
            kept++;
        }

        points.RemoveRange(kept, points.Count - kept);
    }

    private static int Composite(int first, int second)
    {
        if (first - LeadBase is >= 0 and < Leads && second - VowelBase is >= 0 and < Vowels) { return SyllableBase + ((((first - LeadBase) * Vowels) + second - VowelBase) * Tails); }
        int syllable = first - SyllableBase;
        if (syllable is >= 0 and < Syllables && syllable % Tails == 0 && second - TailBase is > 0 and < Tails) { return first + second - TailBase; }
        return UnicodeTables.Instance.Composite(first, second);
    }

    private static int Class(int point) => UnicodeTables.Instance.CombiningClass(point);
}
