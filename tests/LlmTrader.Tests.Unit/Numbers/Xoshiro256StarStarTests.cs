using LlmTrader.Engine.Core;

namespace LlmTrader.Tests.Unit.Numbers;

/// <summary>Published vectors: those of the Rust crate rand_xoshiro, made with the authors' C code.</summary>
public sealed class Xoshiro256StarStarTests
{
    [Fact]
    public void It_gives_the_reference_numbers()
    {
        var random = new Xoshiro256StarStar(1, 2, 3, 4);
        ulong[] expected =
        [
            11520, 0, 1509978240, 1215971899390074240, 1216172134540287360, 607988272756665600,
            16172922978634559625, 8476171486693032832, 10595114339597558777, 2904607092377533576,
        ];
        foreach (ulong number in expected) { Assert.Equal(number, random.Next()); }
    }

    [Fact]
    public void SplitMix_gives_the_reference_numbers()
    {
        ulong state = 1477776061723855037;
        ulong[] expected =
        [
            1985237415132408290, 2979275885539914483, 13511426838097143398, 8488337342461049707, 15141737807933549159,
        ];
        foreach (ulong number in expected) { Assert.Equal(number, Xoshiro256StarStar.SplitMix64(ref state)); }
    }

    [Fact]
    public void An_all_zero_state_is_refused() => Assert.Throws<ArgumentException>(() => new Xoshiro256StarStar(0, 0, 0, 0));
}
