using System.Text;
using LlmTrader.Engine.Core;
using LlmTrader.Persistence.Projection;
using LlmTrader.Persistence.QuestDb;

namespace LlmTrader.Tests.Integration.QuestDb;

/// <summary>Batches of a made-up journal, cut at random places, and what a database must hold in the end.</summary>
internal static class SampleProjection
{
    /// <summary>Delivers what lies behind a place, as followers would, in batches of about <paramref name="batchRows"/> rows.</summary>
    public static IEnumerable<ProjectionBatch> From(ProjectionPlace place, int seed, int events, int batchRows)
    {
        ProjectionSamples samples = new(seed);
        ProjectionRows rows = new(place);
        ProjectionBatch batch = new();
        for (int i = 0; i < events; i++)
        {
            EngineEvent e = samples.NextEvent();
            List<OutRecord> records = samples.RecordsOf(e);
            if (e.Sequence > place.InSequence) { rows.Add(in e, batch); }
            foreach (OutRecord record in records)
            {
                if (record.Sequence <= place.OutSequence) { continue; }
                rows.Add(in record, batch);
                if (batch.Count < batchRows) { continue; }    // Also inside an event.
                yield return batch;
                batch.Clear();
            }
        }

        rows.CompleteOut(batch);
        yield return batch;
    }

    /// <summary>All rows in line protocol, by key.</summary>
    public static Dictionary<string, string> Lines(int seed, int events)
    {
        IlpWriter writer = new();
        IlpRowEncoder encoder = new(new ProjectionNames(ProjectionSamples.Manifest));
        foreach (ProjectionBatch batch in From(ProjectionPlace.Start, seed, events, int.MaxValue))
        {
            foreach (ref readonly ProjectionRow row in batch.Rows) { encoder.Write(in row, writer); }
        }

        return Enumerable.Range(0, writer.Rows).Select(i => Encoding.UTF8.GetString(writer.Row(i))[..^1]).ToDictionary(FakeQuestDb.KeyOf);
    }
}
