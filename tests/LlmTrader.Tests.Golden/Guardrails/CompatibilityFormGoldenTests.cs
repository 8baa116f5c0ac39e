using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using LlmTrader.Strategies.Models.Guardrails;

namespace LlmTrader.Tests.Golden.Guardrails;

/// <summary>Normalisation form KC against another implementation of it: CPython's, of the same version of Unicode.</summary>
public sealed class CompatibilityFormGoldenTests
{
    private static readonly string[] Lines = File.ReadAllLines(Path.Combine(Path.GetDirectoryName(Here())!, "nfkc.txt"));

    [Fact]
    public void The_runtime_alone_would_not_do_it() => Assert.Equal("ＡＢ", "ＡＢ".Normalize(NormalizationForm.FormKC));

    [Fact]
    public void Every_code_point_has_the_form_that_it_has_there()
    {
        string all = string.Join('\n', Enumerable.Range(0, 0x110000).Where(Rune.IsValid).Select(point => CompatibilityForm.Of(new Rune(point).ToString())));
        Assert.Equal(Lines[1]["all ".Length..], Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(all))));
    }

    [Fact]
    public void Sequences_of_marks_jamo_and_whatever_decomposes_have_the_form_that_they_have_there()
    {
        Assert.Equal(1500, Lines.Length - 2);
        foreach (string line in Lines.Skip(2))
        {
            string[] sides = line.Split(';');
            Assert.Equal(Text(sides[1]), CompatibilityForm.Of(Text(sides[0])));
            Assert.Equal(Text(sides[1]), CompatibilityForm.Of(Text(sides[1])));
        }
    }

    private static string Text(string points) => string.Concat(points.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(point => new Rune(int.Parse(point, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture)).ToString()));

    private static string Here([CallerFilePath] string path = "") => path;
}
