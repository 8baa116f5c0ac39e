using System.Runtime.InteropServices;
using LlmTrader.Tools.Hosting.Live;

namespace LlmTrader.Tests.Unit.Live;

public sealed class ResidentMemoryTests
{
    private const int Size = 64 << 20;

    [SkippableFact]
    public void What_was_never_written_has_pages_and_its_content()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && Environment.OSVersion.Version >= new Version(5, 14), "Needs MADV_POPULATE_WRITE: Linux 5.14.");
        byte[] memory = GC.AllocateUninitializedArray<byte>(Size, pinned: true);
        memory[Size / 2] = 7;
        Assert.True(PagesOf(memory) < Size / 2, "Already resident: the test shows nothing.");

        long populated = ResidentMemory.Populate();

        Assert.True(populated >= Size, $"{populated} bytes");
        Assert.InRange(PagesOf(memory), Size - 8192, Size);   // Its first and last page are shared with others.
        Assert.Equal(7, memory[Size / 2]);
        Assert.Equal(7, memory.Sum(value => (long)value));
    }

    [Fact]
    public void Stacks_files_and_what_is_shared_or_closed_are_left_alone()
    {
        string[] maps =
        [
            "55d0c0a00000-55d0c0a21000 rw-p 00000000 00:00 0                          [heap]",
            "7efa06ffe000-7efa06fff000 ---p 00000000 00:00 0 ",
            "7efa06fff000-7efa077ff000 rw-p 00000000 00:00 0 ",
            "7efa51c00000-7efa53c00000 rw-p 00000000 00:00 0 ",
            "7efa53c00000-7efa54000000 ---p 00000000 00:00 0 ",
            "7efa54000000-7efa56000000 rw-p 00000000 00:00 0 ",
            "7efa60000000-7efa60010000 rw-s 00000000 00:01 2056                       /memfd:doublemapper (deleted)",
            "7efa60020000-7efa60030000 rw-p 00010000 fe:00 1234                       /usr/lib/libc.so.6",
            "7efa60030000-7efa60040000 r--p 00000000 00:00 0 ",
        ];
        Assert.Equal([(0x7efa51c00000ul, 0x7efa53c00000ul), (0x7efa54000000ul, 0x7efa56000000ul)], ResidentMemory.Writable(maps));
    }

    // The resident bytes of an array that does not move, by the kernel's own answer for each page.
    private static long PagesOf(byte[] memory)
    {
        long page = Environment.SystemPageSize;
        long from = (Marshal.UnsafeAddrOfPinnedArrayElement(memory, 0).ToInt64() + page - 1) / page;
        using FileStream pagemap = File.OpenRead("/proc/self/pagemap");
        pagemap.Position = from * sizeof(ulong);
        byte[] entries = new byte[((memory.Length / page) - 1) * sizeof(ulong)];
        pagemap.ReadExactly(entries);
        return MemoryMarshal.Cast<byte, ulong>(entries).ToArray().Count(entry => entry >> 63 == 1) * page;
    }
}
