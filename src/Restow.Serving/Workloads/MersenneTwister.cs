namespace Restow.Serving.Workloads;

/// <summary>MT19937 (Matsumoto and Nishimura, 1998) with numpy's seeding and 53-bit doubles, to draw the same traces as the artifact.</summary>
internal sealed class MersenneTwister
{
    private const int Size = 624;
    private readonly uint[] state = new uint[Size];
    private int index = Size;

    public MersenneTwister(uint seed)
    {
        state[0] = seed;
        for (int i = 1; i < Size; i++)
            state[i] = (1812433253u * (state[i - 1] ^ (state[i - 1] >> 30))) + (uint)i;
    }

    public uint NextUInt32()
    {
        if (index == Size)
            Refill();
        uint y = state[index++];
        y ^= y >> 11;
        y ^= (y << 7) & 0x9d2c5680u;
        y ^= (y << 15) & 0xefc60000u;
        return y ^ (y >> 18);
    }

    /// <summary>Uniform in [0, 1).</summary>
    public double NextDouble()
    {
        uint a = NextUInt32() >> 5;
        uint b = NextUInt32() >> 6;
        return ((a * 67108864.0) + b) / 9007199254740992.0;
    }

    private void Refill()
    {
        for (int i = 0; i < Size; i++)
        {
            uint y = (state[i] & 0x80000000u) | (state[(i + 1) % Size] & 0x7fffffffu);
            state[i] = state[(i + 397) % Size] ^ (y >> 1) ^ ((y & 1) == 0 ? 0 : 0x9908b0dfu);
        }

        index = 0;
    }
}
