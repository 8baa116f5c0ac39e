using LlmTrader.Feeds.Import;
using LlmTrader.Tools.Cli.Terminal;

namespace LlmTrader.Tools.Cli.Verbs.Import;

/// <summary>What a pass over the files says about their instrument; the pass is made when somebody asks.</summary>
internal sealed class ProbedFiles
{
    private readonly Lazy<ScaleProbeResult[]> _probes;

    public ProbedFiles(string[] files, IImportLayout layout, DateOnly[] dates, string? zipEntry, Session session)
    {
        Layout = layout;
        _probes = new Lazy<ScaleProbeResult[]>(() => session.WithProgress("look for decimals", report =>
        {
            ScaleProbeResult[] probes = new ScaleProbeResult[files.Length];
            for (int i = 0; i < files.Length; i++)
            {
                report(i, files.Length);
                probes[i] = layout.Probe(files[i], i < dates.Length ? dates[i] : null, zipEntry);
            }

            return probes;
        }));
    }

    public IImportLayout Layout { get; }

    /// <summary>The first symbol that a file names; null when none does.</summary>
    public string? Symbol => Layout is not CsvLayout { Symbol.IsMapped: false } ? _probes.Value.Select(probe => probe.Symbol).FirstOrDefault(symbol => symbol is not null) : null;

    /// <summary>Decimals that the prices need.</summary>
    public int PriceScale => _probes.Value.Max(probe => probe.PriceScale);

    /// <summary>Decimals that the quantities need.</summary>
    public int QuantityScale => _probes.Value.Max(probe => probe.QuantityScale);
}
