using System.Collections.Frozen;
using System.Globalization;

namespace LlmTrader.Strategies.Models.Guardrails;

/// <summary>The part of the Unicode character database that normalisation needs, from <c>unicode.txt</c>: which version it is of stands in that file.</summary>
internal sealed class UnicodeTables
{
    private readonly FrozenDictionary<int, int[]> _decompositions;
    private readonly FrozenDictionary<int, byte> _classes;
    private readonly FrozenDictionary<(int First, int Second), int> _composites;

    private UnicodeTables(TextReader lines)
    {
        Dictionary<int, int[]> decompositions = [];
        Dictionary<int, byte> classes = [];
        Dictionary<(int, int), int> composites = [];
        for (string? line; (line = lines.ReadLine()) is not null;)
        {
            string[] words = line.Split(' ');
            switch (words[0])
            {
                case "d": decompositions.Add(Hex(words[1]), [.. words[2..].Select(Hex)]); break;
                case "c":
                    for (int point = Hex(words[1]); point <= Hex(words[2]); point++) { classes.Add(point, byte.Parse(words[3], CultureInfo.InvariantCulture)); }
                    break;
                case "p": composites.Add((Hex(words[1]), Hex(words[2])), Hex(words[3])); break;
                default: break;    // The heading.
            }
        }

        (_decompositions, _classes, _composites) = (decompositions.ToFrozenDictionary(), classes.ToFrozenDictionary(), composites.ToFrozenDictionary());
    }

    public static UnicodeTables Instance { get; } = Load();

    /// <summary>In full; empty when it is what it is.</summary>
    public ReadOnlySpan<int> Decomposition(int point) => _decompositions.TryGetValue(point, out int[]? parts) ? parts : [];

    /// <summary>Canonical combining class; 0 of what marks are put on.</summary>
    public byte CombiningClass(int point) => _classes.TryGetValue(point, out byte one) ? one : (byte)0;

    /// <summary>What both make together, or -1.</summary>
    public int Composite(int first, int second) => _composites.TryGetValue((first, second), out int whole) ? whole : -1;

    private static UnicodeTables Load()
    {
        using Stream stream = typeof(UnicodeTables).Assembly.GetManifestResourceStream("unicode.txt") ?? throw new InvalidOperationException("unicode.txt is not in the assembly.");
        using StreamReader reader = new(stream);
        return new UnicodeTables(reader);
    }

    private static int Hex(string digits) => int.Parse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
