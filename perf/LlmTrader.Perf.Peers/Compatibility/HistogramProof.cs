using System.Globalization;
using System.Text;
using HdrHistogram;
using LlmTrader.Perf.Latency.Histograms;

namespace LlmTrader.Perf.Peers.Compatibility;

/// <summary>HdrHistogram reads our .hlog to the same counts and percentiles; p100 is the maximum.</summary>
internal static class HistogramProof
{
    // Of a million values each of these is a whole rank, about whose rounding the two could otherwise differ.
    private const int Values = 1_000_000;

    // HdrHistogram 2.5.0 asks its decompressor once for all bytes and fails where it gives them in pieces, as it does above 8 KiB
    // (mended after that version); so no more different values than fit.
    private const int DifferentValues = 1_500;

    // Above 2^41 (37 minutes in ns) it computes the width of a counter in 32 bits, and its percentiles are off by it.
    private const double Longest = 2e12;

    private static readonly double[] Percentiles = [50, 75, 90, 95, 99, 99.9, 99.99, 99.999, 100];

    /// <summary>Of values over the whole range, of a narrow peak with a long tail, and of a single value.</summary>
    public static IEnumerable<Proof> All()
    {
        Random random = new(20_261_122);
        long[] values = [.. Enumerable.Range(0, DifferentValues).Select(_ => (long)Math.Exp(random.NextDouble() * Math.Log(Longest)))];
        yield return Of("spread evenly over twelve decades", () => values[random.Next(values.Length)]);
        yield return Of("a peak with a tail", () => random.Next(1_000) == 0 ? values[random.Next(values.Length)] : 80 + random.Next(40));
        yield return Of("one value", () => 123_456_789);
    }

    private static Proof Of(string shape, Func<long> next)
    {
        LatencyHistogram ours = LatencyHistogram.OfNanoseconds();
        for (int i = 0; i < Values; i++) { ours.Record(next()); }
        string name = $".hlog, {shape}, by HdrHistogram";
        using MemoryStream log = new(Encoding.UTF8.GetBytes(HistogramLog.Write(ours, "proof", startSeconds: 1_700_000_000, lengthSeconds: 10)));
        using HistogramLogReader reader = new(log);
        HistogramBase[] read = [.. reader.ReadHistograms()];
        if (read is not [HistogramBase theirs]) { return new Proof(name, 0, $"it has {read.Length} histograms instead of one"); }

        (string What, long Ours, long Theirs)[] figures =
        [
            ("count", ours.TotalCount, theirs.TotalCount),
            .. Percentiles.Select(p => ($"p{p.ToString(CultureInfo.InvariantCulture)}", ours.ValueAtPercentile(p), theirs.GetValueAtPercentile(p))),
            .. Enumerable.Range(0, ours.Layout.CountsLength).Where(index => ours.CountAtIndex(index) > 0)
                .Select(index => ($"count at {ours.Layout.ValueAt(index)}", ours.CountAtIndex(index), theirs.GetCountAtValue(ours.Layout.ValueAt(index)))),
        ];
        long same = figures.TakeWhile(figure => figure.Ours == figure.Theirs).Count();
        (string what, long our, long their) = same < figures.Length ? figures[same] : default;
        return new Proof(name, same, same < figures.Length ? $"{what} is {their} to them and {our} to us" : null);
    }
}
