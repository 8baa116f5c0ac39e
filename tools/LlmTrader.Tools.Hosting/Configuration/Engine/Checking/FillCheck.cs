using LlmTrader.Engine.Trading;

namespace LlmTrader.Tools.Hosting.Configuration.Engine;

/// <summary>Assumptions about fills.</summary>
internal static class FillCheck
{
    public static void Run(EngineConfiguration configuration, ConfigurationMistakes mistakes)
    {
        FillConfiguration fills = configuration.Fills;
        if (!mistakes.Has("fills.queue") && !QueueModel.TryParse(fills.Queue, out _))
        {
            mistakes.Add("fills.queue", $"'{ConfigurationNode.Shortened(fills.Queue)}' is given; {QueueModel.Usage} is expected.", "Write one of these models, such as power:2.");
        }

        if (fills.FillOnTouch && fills.Queue != "none" && !mistakes.Has("fills.queue"))
        {
            mistakes.Add("fills.fill_on_touch", $"does not go with queue '{fills.Queue}', which says itself what a touch fills.", "Write fill_on_touch: false, or queue: none.");
        }

        Slippage(fills.Slippage, "fills.slippage", mistakes);
        Slippage(fills.DepthSlippage, "fills.depth_slippage", mistakes);
        if (fills.LatencyFile is null)
        {
            if (fills.LatencyUse is not null) { mistakes.Add("fills.latency_use", "says how a latency file is used, and none is given.", "Add latency_file, or remove this line."); }
            return;
        }

        foreach (string key in new[] { "fills.entry_latency", "fills.response_latency" })
        {
            if (!mistakes.PlaceOf(key).IsDefault) { mistakes.Add(key, "does not go with latency_file, which stands in for it.", "Remove one of the two."); }
        }

        File(fills, configuration.BaseDirectory, mistakes);
    }

    private static void File(FillConfiguration fills, string baseDirectory, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has("fills.latency_file")) { return; }
        string path = Path.GetFullPath(fills.LatencyFile!, baseDirectory);
        if (!System.IO.File.Exists(path))
        {
            mistakes.Add("fills.latency_file", $"there is no file '{ConfigurationNode.Shortened(fills.LatencyFile!)}'.", "Paths stand against the directory of the configuration.");
            return;
        }

        try { LatencyFile.Read(path, fills.LatencyUse, fills.LatencySeed); }
        catch (Runs.RunException e) { mistakes.Add("fills.latency_file", e.Message, "Mend the file: its head is req_ts,exch_ts,resp_ts or probability,entry_ns,response_ns."); }
    }

    private static void Slippage(string text, string key, ConfigurationMistakes mistakes)
    {
        if (mistakes.Has(key)) { return; }
        try { SlippageText.Parse(text); }
        catch (ArgumentException) { mistakes.Add(key, $"'{ConfigurationNode.Shortened(text)}' is given; {SlippageText.Usage} is expected.", $"Write a whole number from 1 to {LlmTrader.Engine.Trading.Slippage.MaxAmount:N0} with its unit, or none."); }
    }
}
